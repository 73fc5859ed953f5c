/* The text of a phase: its state, how long it lasted, and how that is known. */
const PhaseText = {
  /* The state at a moment. */
  at(connection, phase, time) {
    if (time < phase.entered.latest) {
      return PhaseText.before(connection, phase) + ' or ' + phase.label + ': not observed in between';
    }
    if (time <= phase.left.earliest) {
      return phase.label + ' ' + PhaseText.lasted(connection, phase) + '\nknown by ' + PhaseText.known(phase);
    }
    return phase.isLast
      ? phase.label + ' at the last observation'
      : phase.label + ' or what came next: not observed in between';
  },

  before(connection, phase) {
    const index = connection.phases.indexOf(phase);
    return index > 0 ? connection.phases[index - 1].label : 'what came before';
  },

  lasted(connection, phase) {
    const more = connection.isAdopted && phase === connection.phases[0] ? 'more than ' : '';
    if (more && !phase.isLast) {
      return more + Times.fine(Math.max(0, phase.left.earliest - phase.entered.latest));
    }
    if (!phase.isLast) {
      return Times.between(Math.max(0, phase.left.earliest - phase.entered.latest), Math.max(0, phase.left.latest - phase.entered.earliest));
    }
    return connection.isOpen ? more + Times.age(phase.left.latest - phase.entered.latest) + ' so far' : '';
  },

  known(phase) {
    const earlier = phase.entered.latest - phase.entered.earliest;
    return phase.evidence + (earlier ? ', up to ' + Times.atMost(earlier) + ' earlier' : '');
  },
};

/* The panel that describes the chosen connection. */
class Details {
  constructor(model, onZoom, onLeave, onClose) {
    this.model = model;
    this.onZoom = onZoom;
    this.onClose = onClose;
    this.box = byId('details');
    this.split = byId('split');
    this.box.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        event.preventDefault();
        onLeave();
      }
    });
  }

  show(connection) {
    this.box.hidden = !connection;
    this.split.classList.toggle('open', Boolean(connection));
    this.box.replaceChildren(...(connection ? this.content(connection) : []));
  }

  focus() {
    this.box.querySelector('h3').focus();
  }

  content(connection) {
    return [
      element('div', {class: 'bar'},
        element('h3', {tabindex: -1}, connection.id + ' ' + connection.title),
        element('button', {type: 'button', class: 'quiet', onclick: () => this.onZoom(connection)}, 'Zoom to it'),
        element('button', {type: 'button', class: 'quiet', 'aria-label': 'Close the details', onclick: () => this.onClose()}, '\u00d7')),
      connection.notes.length ? element('p', {class: 'notes'}, ...connection.notes.map(note => element('span', {class: /^(LEAK|SUSPECT)$/.test(note) ? 'alarm' : null}, note))) : null,
      this.facts(connection),
      this.history(connection),
      this.stack(connection),
    ].filter(part => part);
  }

  facts(connection) {
    const clock = time => Times.date(this.model.zero + time) + ' ' + Times.ofDay(this.model.zero + time, MILLI) + ' UTC';
    const facts = [
      ['Local', connection.local],
      ['Remote', connection.remote && connection.remote !== connection.peer ? connection.peer + ' (' + connection.remote + ')' : connection.remote || connection.peer],
      ['Opened', (connection.isAdopted ? 'before the agent came; found ' : '') + clock(connection.openedAt) + ', '
        + Times.age(this.model.now - connection.openedAt) + ' ago'],
      ['Descriptor', connection.isOpen ? 'open' : 'given back after ' + Times.fine(connection.releasedAt - connection.openedAt)],
      ['Closed by', connection.closedBy === 'gc' ? 'the garbage collector' : connection.closedBy],
      ['Thread', connection.thread],
      ['Lookup', connection.lookup],
      ['TLS', connection.handshakes],
      ['Network', connection.statistics],
      ['Suspect', connection.suspects.map(suspect => suspect.fingerprint).join(', ') || null],
    ];
    const list = element('dl', {});
    for (const [name, value] of facts.filter(fact => fact[1] && fact[1] !== '-')) {
      list.append(element('dt', {}, name), element('dd', {}, value));
    }
    return list;
  }

  history(connection) {
    const rows = connection.phases.map(phase => element('tr', {},
      element('td', {class: 'number'}, (phase.entered.latest < connection.openedAt ? '' : '+') + Times.atMost(phase.entered.latest - connection.openedAt)),
      element('td', {class: 'state'}, swatch(phase.state), phase.label),
      element('td', {class: 'number'}, PhaseText.lasted(connection, phase)),
      element('td', {}, PhaseText.known(phase))));
    const heads = [['At', 'number'], ['State'], ['Lasted', 'number'], ['Known by']];
    return element('table', {},
      element('caption', {class: 'unseen'}, 'History'),
      element('thead', {}, element('tr', {}, ...heads.map(([text, kind]) => element('th', {scope: 'col', class: kind}, text)))),
      element('tbody', {}, ...rows));
  }

  stack(connection) {
    const frames = connection.frames;
    if (!frames.length) {
      return element('p', {class: 'help'}, connection.isAdopted
        ? 'Nobody saw who opened it: it is older than the agent.' : 'Its opening stack was not taken.');
    }
    const user = connection.framesBeforeUser;
    return element('pre', {tabindex: 0, 'aria-label': 'Opening stack'}, ...frames.map((frame, index) => element('span',
      {class: index < user ? 'jdk' : index === user ? 'user' : null}, frame + '\n')));
  }
}
