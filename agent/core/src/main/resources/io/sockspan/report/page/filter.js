/* Selects and sorts the connections that are shown. The page's address keeps the choice, so that a link passes it on. */
const ORDERS = {
  suspects: ['suspects first', (a, b) => b.isSuspect - a.isSuspect || b.isOpen - a.isOpen || a.start - b.start || a.id - b.id],
  opened: ['opened first', (a, b) => a.start - b.start || a.id - b.id],
  newest: ['opened last', (a, b) => b.start - a.start || b.id - a.id],
  state: ['longest in state', (a, b) => b.isOpen - a.isOpen || a.phase.start - b.phase.start || a.id - b.id],
  age: ['longest history', (a, b) => b.end - b.start - (a.end - a.start) || a.id - b.id],
  peer: ['peer', (a, b) => a.peer < b.peer ? -1 : a.peer > b.peer ? 1 : a.start - b.start || a.id - b.id],
};

/* Above this many, a list to choose from does not help; search does. */
const MOST_PEERS = 300;

class Filter {
  constructor(model, onChange) {
    this.model = model;
    this.onChange = onChange;
    this.edge = null;
    this.text = byId('filter-text');
    this.selects = {};
    for (const name of ['state', 'role', 'peer', 'suspect', 'order']) {
      this.selects[name] = byId('filter-' + name);
    }
    this.offer();
    this.listen();
    this.read();
  }

  offer() {
    const connections = this.model.connections;
    this.choices('state', 'any', counted(connections, c => [c.state]));
    this.choices('role', 'any', counted(connections, c => [c.role]));
    this.choices('peer', 'any', counted(connections, c => c.role === 'client' ? [c.peer] : []).slice(0, MOST_PEERS));
    const accused = connections.filter(c => c.isSuspect).length;
    this.choices('suspect', 'all sockets', [
      ...(accused ? [['any', accused, 'any suspect']] : []),
      ...this.model.suspects.filter(s => s.ids.length).map(s => [s.fingerprint, s.ids.length]),
    ]);
    for (const order of Object.keys(ORDERS)) {
      this.selects.order.append(element('option', {value: order}, ORDERS[order][0]));
    }
  }

  choices(name, all, values) {
    this.selects[name].append(element('option', {value: ''}, all));
    for (const [value, number, label] of values) {
      this.selects[name].append(element('option', {value}, (label || value) + ' (' + number + ')'));
    }
  }

  listen() {
    const form = byId('filters');
    const soon = onceAFrame(() => this.changed());
    form.addEventListener('input', soon);
    form.addEventListener('submit', event => event.preventDefault());
    form.addEventListener('reset', () => {
      this.edge = null;
      // The fields have their old values until the event is over.
      setTimeout(() => this.changed());
    });
    window.addEventListener('hashchange', () => {
      this.read();
      this.onChange();
    });
  }

  /* Sets fields and leaves the others as they are; null clears one. */
  set(values) {
    for (const name of Object.keys(values)) {
      if (name === 'edge') {
        this.edge = values.edge;
      } else if (name === 'text') {
        this.text.value = values.text || '';
      } else {
        this.choose(name, values[name] || '');
      }
    }
    this.changed();
  }

  choose(name, value) {
    const select = this.selects[name];
    select.value = value;
    if (select.selectedIndex < 0) {
      select.selectedIndex = 0;
    }
  }

  changed() {
    this.write();
    this.onChange();
  }

  read() {
    const address = new URLSearchParams(location.hash.slice(1));
    this.text.value = address.get('text') || '';
    this.edge = address.get('edge');
    for (const name of Object.keys(this.selects)) {
      this.choose(name, address.get(name) || (name === 'order' ? 'suspects' : ''));
    }
  }

  write() {
    const address = new URLSearchParams();
    const put = (name, value, usual) => value && value !== usual && address.set(name, value);
    put('text', this.text.value.trim());
    put('edge', this.edge);
    for (const name of Object.keys(this.selects)) {
      put(name, this.selects[name].value, name === 'order' ? 'suspects' : '');
    }
    const hash = address.toString();
    history.replaceState(null, '', hash ? '#' + hash : location.pathname + location.search);
  }

  apply() {
    const words = this.text.value.toLowerCase().split(/\s+/).filter(word => word);
    const state = this.selects.state.value;
    const role = this.selects.role.value;
    const peer = this.selects.peer.value;
    const suspect = this.selects.suspect.value;
    const edge = this.edge;
    return this.model.connections
      .filter(c => (!state || c.state === state)
        && (!role || c.role === role)
        && (!peer || c.role === 'client' && c.peer === peer)
        && (!suspect || (suspect === 'any' ? c.isSuspect : c.suspects.some(s => s.fingerprint === suspect)))
        && (!edge || c.edges.some(e => edgeName(e) === edge))
        && words.every(word => c.searchText.includes(word)))
      .sort(ORDERS[this.selects.order.value][1]);
  }
}

function edgeName(edge) {
  return edge.from + '>' + edge.to;
}

/* [value, how many], the most frequent first. */
function counted(connections, valuesOf) {
  const counts = new Map();
  for (const connection of connections) {
    for (const value of valuesOf(connection)) {
      counts.set(value, (counts.get(value) || 0) + 1);
    }
  }
  return Array.from(counts).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}
