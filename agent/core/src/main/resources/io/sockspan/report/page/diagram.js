/* The state diagram in the shape of RFC 9293, figure 5. CLOSED stands at both ends, as it does there. */
const NODE = {width: 132, height: 44};
const NODES = {
  CLOSED: [470, 40],
  LISTEN: [470, 150],
  SYN_RECEIVED: [150, 240],
  SYN_SENT: [790, 240],
  ESTABLISHED: [470, 330],
  FIN_WAIT_1: [150, 420],
  CLOSE_WAIT: [790, 420],
  FIN_WAIT_2: [150, 540],
  CLOSING: [470, 540],
  LAST_ACK: [790, 540],
  TIME_WAIT: [470, 640],
  END: [790, 640],
};

/* Path, and where its label stands: start, middle or end of the text at that point. */
const FIGURE = {
  'CLOSED>LISTEN': ['M440 62 V128', 430, 92, 'end'],
  'LISTEN>CLOSED': ['M500 128 V62', 510, 92, 'start'],
  'CLOSED>SYN_SENT': ['M536 32 H760 Q820 32 820 92 V218', 832, 120, 'start'],
  'SYN_SENT>CLOSED': ['M760 218 V108 Q760 52 704 52 H536', 750, 120, 'end'],
  'LISTEN>SYN_RECEIVED': ['M404 150 H210 Q150 150 150 218', 270, 138, 'middle'],
  'LISTEN>SYN_SENT': ['M536 150 H640 Q700 150 724 228', 620, 172, 'middle'],
  'SYN_SENT>SYN_RECEIVED': ['M724 248 H216', 470, 228, 'middle'],
  'SYN_RECEIVED>ESTABLISHED': ['M190 262 Q216 326 404 326', 268, 280, 'start'],
  'SYN_SENT>ESTABLISHED': ['M750 262 Q724 326 536 326', 672, 280, 'end'],
  'SYN_RECEIVED>FIN_WAIT_1': ['M120 262 V398', 112, 330, 'end'],
  'ESTABLISHED>FIN_WAIT_1': ['M404 342 Q190 342 180 398', 292, 372, 'middle'],
  'ESTABLISHED>CLOSE_WAIT': ['M536 342 Q750 342 760 398', 648, 372, 'middle'],
  'FIN_WAIT_1>FIN_WAIT_2': ['M120 442 V518', 112, 476, 'end'],
  'FIN_WAIT_1>CLOSING': ['M216 420 Q440 424 458 518', 392, 430, 'start'],
  'FIN_WAIT_1>TIME_WAIT': ['M186 442 Q214 560 404 624', 268, 504, 'start'],
  'FIN_WAIT_2>TIME_WAIT': ['M150 562 Q150 644 404 644', 214, 660, 'start'],
  'CLOSING>TIME_WAIT': ['M480 562 V618', 490, 586, 'start'],
  'CLOSE_WAIT>LAST_ACK': ['M790 442 V518', 800, 476, 'start'],
  'LAST_ACK>CLOSED': ['M790 562 V618', 800, 586, 'start'],
  'TIME_WAIT>CLOSED': ['M536 640 H724', 630, 628, 'middle'],
};

/* Ends by a reset or for lack of an answer, which the figure leaves out for clarity (its note 1). */
const ABORTS = {
  'ESTABLISHED>CLOSED': ['M470 352 V400', 470, 416, 'middle'],
  'CLOSE_WAIT>CLOSED': ['M856 412 H894', 902, 408, 'start'],
  'SYN_RECEIVED>CLOSED': ['M84 232 H56', 50, 212, 'middle'],
  'FIN_WAIT_1>CLOSED': ['M84 412 H56', 48, 392, 'middle'],
  'FIN_WAIT_2>CLOSED': ['M84 532 H56', 48, 512, 'middle'],
  'CLOSING>CLOSED': ['M536 532 H566', 574, 528, 'start'],
};

class Diagram {
  constructor(onState, onEdge) {
    this.box = byId('diagram');
    this.onState = onState;
    this.onEdge = onEdge;
  }

  show(edges, connections, chosen) {
    const now = new Map(counted(connections.filter(c => c.isOpen || c.state !== 'CLOSED'), c => [c.state]));
    const most = Math.max(1, ...Array.from(edges.values(), edge => edge.connections));
    const drawn = [];
    const labels = [];
    for (const name of Object.keys(FIGURE)) {
      this.edge(FIGURE[name], edges.get(name), '', most, chosen, drawn, labels);
    }
    for (const name of Object.keys(ABORTS).filter(name => edges.has(name))) {
      this.edge(ABORTS[name], edges.get(name), 'abort', most, chosen, drawn, labels);
    }
    const nodes = Object.keys(NODES).map(name => this.node(name, now));
    this.box.replaceChildren(svg('svg', {viewBox: '0 0 960 676', role: 'img', 'aria-label': 'TCP state diagram; the table beside it has the same numbers'},
      svg('defs', {}, this.arrow('arrow'), this.arrow('arrow-taken')), ...drawn, ...nodes, ...labels));
  }

  arrow(id) {
    return svg('marker', {id, viewBox: '0 0 10 10', refX: 9, refY: 5, markerWidth: 9, markerHeight: 9, markerUnits: 'userSpaceOnUse', orient: 'auto'},
      svg('path', {d: 'M0 0 L10 5 L0 10 Z'}));
  }

  edge([path, x, y, anchor], edge, kind, most, chosen, drawn, labels) {
    if (!edge) {
      drawn.push(svg('path', {d: path, class: 'edge', 'marker-end': 'url(#arrow)'}));
      return;
    }
    const width = 1.4 + 4 * Math.log(1 + edge.connections) / Math.log(1 + most);
    const selected = edge.name === chosen ? ' chosen' : '';
    const tell = () => svg('title', {}, edge.from + ' to ' + edge.to + (kind ? ', by a reset or for lack of an answer' : '') + '\n'
      + count(edge.connections, 'connection') + '\nbefore: median ' + edge.lasted(0.5) + ', 99th percentile ' + edge.lasted(0.99)
      + '\nknown by: ' + edge.known);
    drawn.push(svg('path', {d: path, class: 'edge taken ' + kind + selected, 'stroke-width': width.toFixed(1), 'marker-end': 'url(#arrow-taken)'}));
    drawn.push(svg('path', {d: path, class: 'grip', onclick: () => this.onEdge(edge)}, tell()));
    labels.push(svg('g', {class: 'label' + selected, 'text-anchor': anchor, onclick: () => this.onEdge(edge)}, tell(),
      svg('text', {x, y, class: 'count'}, (kind ? '\u00d7 ' : '') + edge.connections.toLocaleString('en')),
      svg('text', {x, y: y + 13, class: 'lasted'}, short(edge.lasted(0.5)) + ' / ' + short(edge.lasted(0.99)))));
  }

  node(name, now) {
    const state = name === 'END' ? 'CLOSED' : name;
    const [x, y] = NODES[name];
    const here = name === 'END' ? 0 : now.get(state) || 0;
    return svg('g', {class: 'node ' + stateVariable(state) + (here ? ' here' : ''), onclick: () => this.onState(state)},
      svg('title', {}, state + ': ' + here.toLocaleString('en') + ' now'),
      svg('rect', {x: x - NODE.width / 2, y: y - NODE.height / 2, width: NODE.width, height: NODE.height, rx: 7}),
      svg('rect', {x: x - NODE.width / 2, y: y - NODE.height / 2, width: 9, height: NODE.height, class: 'flag'}),
      svg('text', {x: x + 4, y: here ? y - 3 : y + 4, class: 'name'}, state),
      here ? svg('text', {x: x + 4, y: y + 13, class: 'here'}, here.toLocaleString('en') + ' now') : null);
  }
}

/* Two bounds take much room beside an arrow. */
function short(lasted) {
  return lasted.replace('up to ', '\u2264').replace(' to ', '\u2013');
}
