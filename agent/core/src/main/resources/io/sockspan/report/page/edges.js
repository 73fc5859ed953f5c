/* The transitions, with how many connections took each and how long the state before it had lasted. */
class Edge {
  constructor(from, to) {
    this.from = from;
    this.to = to;
    this.name = edgeName(this);
    this.connections = 0;
    this.least = [];
    this.most = [];
    this.evidence = {};
  }

  /* The true quantile lies between the same quantiles of both bounds. */
  lasted(quantile) {
    if (!this.least.length) {
      return '-';
    }
    const at = values => values[Math.max(0, Math.ceil(quantile * values.length) - 1)];
    return Times.between(at(this.least), at(this.most));
  }

  get known() {
    return Object.keys(this.evidence).map(name => name + ' ' + this.evidence[name]).join(', ');
  }

  static of(connections) {
    const edges = new Map();
    for (const connection of connections) {
      const seen = new Set();
      for (const taken of connection.edges) {
        const name = edgeName(taken);
        if (!edges.has(name)) {
          edges.set(name, new Edge(taken.from, taken.to));
        }
        const edge = edges.get(name);
        edge.connections += seen.has(name) ? 0 : 1;
        seen.add(name);
        edge.evidence[taken.evidence] = (edge.evidence[taken.evidence] || 0) + 1;
        if (taken.least !== null) {
          edge.least.push(taken.least);
          edge.most.push(taken.most);
        }
      }
    }
    for (const edge of edges.values()) {
      edge.least.sort((a, b) => a - b);
      edge.most.sort((a, b) => a - b);
    }
    return edges;
  }
}

/* The same as a table, for screen readers and the keyboard. */
class EdgeTable {
  constructor(onChoose) {
    this.box = byId('edges');
    this.onChoose = onChoose;
  }

  show(edges, chosen) {
    const order = edge => STACKED.length * PATH.indexOf(edge.from) + PATH.indexOf(edge.to);
    const rows = Array.from(edges.values()).sort((a, b) => order(a) - order(b)).map(edge => element('tr', {class: edge.name === chosen ? 'chosen' : null},
      element('td', {}, element('button', {
        type: 'button', class: 'link', 'aria-pressed': String(edge.name === chosen), onclick: () => this.onChoose(edge),
      }, edge.from + ' \u2192 ' + edge.to)),
      element('td', {class: 'number'}, edge.connections),
      element('td', {class: 'number'}, edge.lasted(0.5)),
      element('td', {class: 'number'}, edge.lasted(0.99)),
      element('td', {}, edge.known)));
    const heads = [['Transition'], ['Connections', 'number'], ['Median', 'number'], ['p99', 'number'], ['Known by']];
    this.box.replaceChildren(element('table', {},
      element('caption', {}, 'Transitions taken; median and p99 of the time in the state before'),
      element('thead', {}, element('tr', {}, ...heads.map(([text, kind]) => element('th', {scope: 'col', class: kind}, text)))),
      element('tbody', {}, ...rows)));
  }
}

/* The states in the order in which a connection passes through them. */
const PATH = ['CLOSED', 'LISTEN', 'SYN_SENT', 'SYN_RECEIVED', 'ESTABLISHED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING', 'TIME_WAIT',
  'CLOSE_WAIT', 'LAST_ACK'];
