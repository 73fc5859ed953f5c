/* Puts the page together. */
class Page {
  constructor(model) {
    this.model = model;
    const first = this.model.connections.reduce((least, c) => Math.min(least, c.start), this.model.now);
    this.palette = new Palette();
    this.zoom = new Zoom(first, Math.max(this.model.now, first + 1), onceAFrame(() => this.zoomed()));
    this.filter = new Filter(this.model, () => this.update());
    this.overview = new Overview(this.model, this.palette, this.zoom);
    this.timeline = new Timeline(this.model, this.palette, this.zoom, c => this.choose(c), () => this.details.focus());
    this.details = new Details(this.model, c => this.zoomTo(c), () => this.focusList(), () => this.close());
    this.diagram = new Diagram(state => this.toggle('state', state), edge => this.toggle('edge', edge.name));
    this.table = new EdgeTable(edge => this.toggle('edge', edge.name));
    this.print = new Print(this);
    this.listen();
    this.update();
  }

  listen() {
    Suspects.connect(this.model, suspect => this.lead({suspect: suspect.fingerprint}), connection => {
      this.lead({suspect: connection.suspects[0].fingerprint});
      this.choose(connection);
    });
    const click = (id, act) => byId(id).addEventListener('click', act);
    click('zoom-in', () => this.zoom.by(0.5));
    click('zoom-out', () => this.zoom.by(2));
    click('pan-left', () => this.zoom.pan(-this.zoom.span / 3));
    click('pan-right', () => this.zoom.pan(this.zoom.span / 3));
    click('zoom-fit', () => this.zoom.fit());
    document.addEventListener('themechange', () => this.redraw());
    document.addEventListener('keydown', event => {
      if (event.key === '/' && !/^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName)) {
        event.preventDefault();
        byId('filter-text').focus();
      }
    });
    new ResizeObserver(onceAFrame(() => this.redraw())).observe(byId('split'));
  }

  /* Sets the filter to one choice, and scrolls to the connections that it shows. */
  lead(choice) {
    this.filter.set(Object.assign({text: null, state: null, role: null, peer: null, suspect: null, edge: null}, choice));
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    byId('connections').scrollIntoView({behavior: still ? 'auto' : 'smooth'});
    this.focusList();
  }

  toggle(name, value) {
    const was = name === 'edge' ? this.filter.edge : this.filter.selects[name].value;
    this.filter.set({[name]: was === value ? null : value});
  }

  update() {
    this.shown = this.filter.apply();
    const all = this.model.connections.length;
    byId('count').textContent = this.shown.length === all
      ? count(all, 'socket')
      : this.shown.length + ' of ' + count(all, 'socket');
    byId('states-count').textContent = byId('count').textContent;
    this.showEdgeFilter();
    this.showLegend();
    this.overview.show(this.shown);
    this.timeline.show(this.shown);
    const edges = Edge.of(this.shown);
    this.diagram.show(edges, this.shown, this.filter.edge);
    this.table.show(edges, this.filter.edge);
  }

  showEdgeFilter() {
    const edge = this.filter.edge;
    const token = byId('edge-filter');
    token.hidden = !edge;
    token.replaceChildren(...(edge ? ['only those that went ' + edge.replace('>', ' \u2192 ') + ' ',
      element('button', {type: 'button', class: 'quiet', 'aria-label': 'Show the others too', onclick: () => this.toggle('edge', edge)}, '\u00d7')] : []));
  }

  showLegend() {
    const there = new Set();
    this.shown.forEach(c => c.phases.filter(phase => !phase.isEmpty).forEach(phase => there.add(phase.state)));
    byId('legend').replaceChildren(...STACKED.filter(state => there.has(state)).map(state => element('li', {}, swatch(state), state)));
  }

  zoomed() {
    this.overview.drawBrush();
    this.timeline.zoomed();
  }

  redraw() {
    this.overview.draw();
    this.timeline.draw();
  }

  choose(connection) {
    this.details.show(connection);
    this.timeline.choose(connection);
  }

  close() {
    this.choose(null);
    this.focusList();
  }

  focusList() {
    byId('timeline').querySelector('.rows').focus({preventScroll: true});
  }

  zoomTo(connection) {
    const span = Math.max(connection.end - connection.start, SHORTEST);
    this.zoom.show(connection.start - span * 0.1, connection.end + span * 0.1);
  }
}

/* The button offers the theme that is not shown. */
function offerTheme() {
  const button = byId('theme');
  const name = () => {
    button.textContent = document.documentElement.dataset.theme === 'dark' ? 'Light theme' : 'Dark theme';
  };
  button.hidden = false;
  button.addEventListener('click', () => document.dispatchEvent(new Event('themetoggle')));
  document.addEventListener('themechange', name);
  name();
}

/* Reports that the page shows less than it should. */
function failed(reason) {
  const notice = byId('failure');
  notice.hidden = false;
  notice.textContent = 'A part of this page could not be shown (' + reason + '). The suspects are shown in full.';
}

window.addEventListener('error', event => failed(event.message));
try {
  const model = Model.read();
  if (model.connections.length) {
    byId('connections').hidden = false;
    byId('states').hidden = false;
    new Page(model);
  }
  offerTheme();
  document.documentElement.dataset.ready = 'true';
} catch (error) {
  failed(error.message);
  console.error(error);
}
