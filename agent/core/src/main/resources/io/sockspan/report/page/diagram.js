/* The state diagram in the shape of RFC 9293, figure 5. CLOSED stands at both ends, as it does there. */
const NODE = {width: 140, height: 44};
const NODES = {
  CLOSED: [410, 40],
  LISTEN: [410, 150],
  SYN_RECEIVED: [130, 240],
  SYN_SENT: [690, 240],
  ESTABLISHED: [410, 330],
  FIN_WAIT_1: [130, 420],
  CLOSE_WAIT: [690, 420],
  FIN_WAIT_2: [130, 540],
  CLOSING: [410, 540],
  LAST_ACK: [690, 540],
  TIME_WAIT: [410, 640],
  END: [690, 640],
};

/* Path, and where its label stands: start, middle or end of the text at that point. */
const FIGURE = {
  'CLOSED>LISTEN': ['M380 62 V128', 370, 84, 'end'],
  'LISTEN>CLOSED': ['M440 128 V62', 450, 84, 'start'],
  'CLOSED>SYN_SENT': ['M480 32 H660 Q720 32 720 92 V218', 732, 120, 'start'],
  'SYN_SENT>CLOSED': ['M660 218 V108 Q660 52 604 52 H480', 650, 120, 'end'],
  'LISTEN>SYN_RECEIVED': ['M340 150 H190 Q130 150 130 218', 240, 116, 'middle'],
  'LISTEN>SYN_SENT': ['M480 150 H560 Q620 150 634 218', 546, 172, 'middle'],
  'SYN_SENT>SYN_RECEIVED': ['M620 248 H200', 410, 214, 'middle'],
  'SYN_RECEIVED>ESTABLISHED': ['M170 262 Q190 326 340 326', 220, 280, 'start'],
  'SYN_SENT>ESTABLISHED': ['M650 262 Q630 326 480 326', 600, 280, 'end'],
  'SYN_RECEIVED>FIN_WAIT_1': ['M100 262 V398', 92, 330, 'end'],
  'ESTABLISHED>FIN_WAIT_1': ['M340 342 Q170 342 160 398', 262, 372, 'middle'],
  'ESTABLISHED>CLOSE_WAIT': ['M480 342 Q650 342 660 398', 558, 372, 'middle'],
  'FIN_WAIT_1>FIN_WAIT_2': ['M100 442 V518', 92, 470, 'end'],
  'FIN_WAIT_1>CLOSING': ['M200 420 Q390 424 398 518', 332, 462, 'end'],
  'FIN_WAIT_1>TIME_WAIT': ['M170 442 Q190 570 340 628', 224, 496, 'start'],
  'FIN_WAIT_2>TIME_WAIT': ['M130 562 Q130 648 340 648', 236, 666, 'middle'],
  'CLOSING>TIME_WAIT': ['M420 562 V618', 430, 586, 'start'],
  'CLOSE_WAIT>LAST_ACK': ['M690 442 V518', 700, 470, 'start'],
  'LAST_ACK>CLOSED': ['M690 562 V618', 700, 586, 'start'],
  'TIME_WAIT>CLOSED': ['M480 640 H620', 550, 604, 'middle'],
};

/* Ends by a reset or for lack of an answer, which the figure leaves out for clarity (its note 1). */
const ABORTS = {
  'ESTABLISHED>CLOSED': ['M410 352 V396', 410, 412, 'middle'],
  'CLOSE_WAIT>CLOSED': ['M760 412 H786', 828, 364, 'end'],
  'SYN_RECEIVED>CLOSED': ['M60 232 H34', 2, 184, 'start'],
  'FIN_WAIT_1>CLOSED': ['M60 412 H34', 2, 364, 'start'],
  'FIN_WAIT_2>CLOSED': ['M60 532 H34', 2, 484, 'start'],
  'CLOSING>CLOSED': ['M480 532 H506', 512, 528, 'start'],
};

class Diagram {
  constructor(onState, onEdge) {
    this.box = byId('diagram');
    this.onState = onState;
    this.onEdge = onEdge;
  }

  show(edges, connections, chosen) {
    const open = new Map(counted(connections.filter(c => c.isOpen), c => [c.state]));
    const over = new Map(counted(connections.filter(c => !c.isOpen), c => [c.state]));
    const most = Math.max(1, ...Array.from(edges.values(), edge => edge.connections));
    const drawn = [];
    const labels = [];
    for (const name of Object.keys(FIGURE)) {
      this.edge(FIGURE[name], edges.get(name), '', most, chosen, drawn, labels);
    }
    for (const name of Object.keys(ABORTS).filter(name => edges.has(name))) {
      this.edge(ABORTS[name], edges.get(name), 'abort', most, chosen, drawn, labels);
    }
    const nodes = Object.keys(NODES).map(name => this.node(name, open, over));
    this.box.replaceChildren(svg('svg', {viewBox: '-24 0 854 700', role: 'img', 'aria-label': 'TCP state diagram; the table beside it has the same numbers'},
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
    const title = () => svg('title', {}, edge.from + ' to ' + edge.to + (kind ? ', by a reset or for lack of an answer' : '') + '\n'
      + count(edge.connections, 'connection') + '\nbefore: median ' + edge.lasted(0.5) + ', 99th percentile ' + edge.lasted(0.99)
      + '\nknown by: ' + edge.known);
    drawn.push(svg('path', {d: path, class: 'edge taken ' + kind + selected, 'stroke-width': width.toFixed(1), 'marker-end': 'url(#arrow-taken)'}));
    drawn.push(svg('path', {d: path, class: 'grip', onclick: () => this.onEdge(edge)}, title()));
    labels.push(svg('g', {class: 'label' + selected, 'text-anchor': anchor, onclick: () => this.onEdge(edge)}, title(),
      svg('text', {x, y, class: 'count'}, (kind ? '\u00d7 ' : '') + edge.connections),
      ...this.lasted(edge).map((text, line) => svg('text', {x, y: y + 13 * (line + 1), class: 'lasted'}, text))));
  }

  lasted(edge) {
    return edge.least.length ? [short(edge.lasted(0.5)), 'p99 ' + short(edge.lasted(0.99))] : [];
  }

  /* An open socket is in its state now; of one that was given back, it is only the state in which it was last seen. */
  node(name, open, over) {
    const state = name === 'END' ? 'CLOSED' : name;
    const [x, y] = NODES[name];
    const here = name === 'END' ? 0 : open.get(state) || 0;
    const left = name === 'CLOSED' ? 0 : over.get(state) || 0;
    const text = [here ? here + ' open' : null, left ? left + (name === 'END' ? ' ended' : ' last seen') : null].filter(part => part).join(', ');
    return svg('g', {class: 'node ' + stateVariable(state) + (text ? ' here' : ''), onclick: () => this.onState(state)},
      svg('title', {}, state + (text ? ': ' + text : '')),
      svg('rect', {x: x - NODE.width / 2, y: y - NODE.height / 2, width: NODE.width, height: NODE.height, rx: 7}),
      svg('rect', {x: x - NODE.width / 2, y: y - NODE.height / 2, width: 9, height: NODE.height, class: 'flag'}),
      svg('text', {x: x + 4, y: text ? y - 3 : y + 4, class: 'name'}, state),
      text ? svg('text', {x: x + 4, y: y + 13, class: 'here'}, text) : null);
  }
}

/* Two bounds take much room beside an arrow. */
function short(lasted) {
  return lasted.replace('up to ', '\u2264').replace(' to ', '\u2013');
}
