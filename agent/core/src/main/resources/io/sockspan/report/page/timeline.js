/* A row for each connection of the shown range. Only the visible rows, and some around them, exist as elements. */
const OVERSCAN = 12;
/* Rows stay in place until zooming has come to rest. */
const REST_MILLIS = 250;

class Timeline {
  constructor(model, palette, zoom, onChoose, onOpen) {
    this.model = model;
    this.palette = palette;
    this.bars = new Bars(palette);
    this.zoom = zoom;
    this.onChoose = onChoose;
    this.onOpen = onOpen;
    this.box = byId('timeline');
    this.axis = this.box.querySelector('.axis');
    this.list = this.box.querySelector('.rows');
    this.sizer = this.box.querySelector('.sizer');
    this.canvas = this.box.querySelector('.bars');
    this.tip = this.box.querySelector('.tip');
    this.range = byId('range');
    this.within = byId('within');
    this.all = [];
    this.connections = [];
    this.places = new Map();
    this.pool = [];
    this.chosen = null;
    this.drawSoon = onceAFrame(() => this.draw());
    this.listenToKeys();
    this.listenToPointer();
    this.list.addEventListener('scroll', () => this.drawSoon());
    this.within.addEventListener('change', () => this.settle());
  }

  show(connections) {
    this.all = connections;
    this.list.scrollTop = 0;
    this.fillRows();
    this.choose(this.chosen);
  }

  fillRows() {
    const {from, to} = this.zoom;
    this.connections = this.within.checked && !this.zoom.isWhole ? this.all.filter(c => c.start <= to && c.end >= from) : this.all;
    this.places = new Map(this.connections.map((connection, index) => [connection, index]));
    this.sizer.style.height = this.connections.length * ROW + 'px';
    this.box.classList.toggle('empty', this.connections.length === 0);
  }

  /* The shown range has changed. */
  zoomed() {
    this.draw();
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.settle(), REST_MILLIS);
  }

  /* Removes the rows that have become empty, and keeps the middle of the view in place. */
  settle() {
    const middle = Math.floor((this.list.scrollTop + this.list.clientHeight / 2) / ROW);
    const before = this.connections;
    this.fillRows();
    for (let i = Math.min(middle, before.length - 1); i >= 0; i--) {
      if (this.places.has(before[i])) {
        this.list.scrollTop += (this.places.get(before[i]) - i) * ROW;
        break;
      }
    }
    this.draw();
  }

  get gutter() {
    return this.axis.offsetLeft;
  }

  get width() {
    return Math.max(40, this.list.clientWidth - this.gutter);
  }

  x(time) {
    return (time - this.zoom.from) / this.zoom.span * this.width;
  }

  time(event) {
    const left = this.list.getBoundingClientRect().left + this.gutter;
    return this.zoom.from + (event.clientX - left) / this.width * this.zoom.span;
  }

  draw() {
    const top = this.list.scrollTop;
    const first = Math.max(0, Math.floor(top / ROW) - OVERSCAN);
    const last = Math.min(this.connections.length, Math.ceil((top + this.list.clientHeight) / ROW) + OVERSCAN);
    this.drawRows(first, last);
    this.drawBars(first, last);
    this.drawAxis();
    this.range.textContent = Times.ofDay(this.model.zero + this.zoom.from, this.zoom.span / 50) + ' to '
      + Times.ofDay(this.model.zero + this.zoom.to, this.zoom.span / 50) + ' UTC, ' + Times.fine(this.zoom.span)
      + (this.connections.length < this.all.length ? ', ' + count(this.connections.length, 'socket') : '');
  }

  drawRows(first, last) {
    while (this.pool.length < last - first) {
      this.pool.push(this.sizer.insertBefore(new Row().node, this.canvas).row);
    }
    this.pool.forEach((row, i) => {
      const connection = first + i < last ? this.connections[first + i] : null;
      row.show(connection, first + i, this.connections.length, connection !== null && connection === this.chosen);
    });
    const place = this.places.get(this.chosen);
    if (place >= first && place < last) {
      this.list.setAttribute('aria-activedescendant', 'row-' + this.chosen.id);
    } else {
      this.list.removeAttribute('aria-activedescendant');
    }
  }

  drawBars(first, last) {
    const width = this.width;
    const context = fitted(this.canvas, width, Math.max(1, (last - first) * ROW));
    this.canvas.style.top = first * ROW + 'px';
    this.canvas.style.left = this.gutter + 'px';
    context.strokeStyle = this.palette.line;
    context.beginPath();
    for (const [moment] of this.marks()) {
      const at = Math.round(this.x(moment)) + 0.5;
      context.moveTo(at, 0);
      context.lineTo(at, (last - first) * ROW);
    }
    context.stroke();
    for (let i = first; i < last; i++) {
      this.bars.paint(context, this.connections[i], time => this.x(time), width, (i - first) * ROW);
    }
  }

  drawAxis() {
    const context = fitted(this.axis, this.width, 24);
    Axis.draw(context, this.palette, this.marks(), time => this.x(time), this.width, 24);
  }

  marks() {
    return Axis.marks(this.model.zero, this.zoom.from, this.zoom.to, this.width);
  }

  /* Chooses a connection and scrolls it into view. */
  choose(connection) {
    this.chosen = connection;
    if (this.places.has(connection)) {
      const top = this.places.get(connection) * ROW;
      const height = this.list.clientHeight;
      if (top < this.list.scrollTop) {
        this.list.scrollTop = top;
      } else if (top + ROW > this.list.scrollTop + height) {
        this.list.scrollTop = top + ROW - height;
      }
    }
    this.draw();
  }

  listenToKeys() {
    this.list.addEventListener('keydown', event => {
      if (event.ctrlKey || event.metaKey || event.altKey) {
        return;
      }
      const page = Math.max(1, Math.floor(this.list.clientHeight / ROW) - 1);
      const here = this.chosen && this.places.has(this.chosen) ? this.places.get(this.chosen) : -1;
      const to = {ArrowDown: here + 1, ArrowUp: here - 1, PageDown: here + page, PageUp: here - page, Home: 0, End: Infinity}[event.key];
      const act = {
        ArrowLeft: () => this.zoom.pan(-this.zoom.span / 5),
        ArrowRight: () => this.zoom.pan(this.zoom.span / 5),
        '+': () => this.zoom.by(0.5),
        '=': () => this.zoom.by(0.5),
        '-': () => this.zoom.by(2),
        0: () => this.zoom.fit(),
        Enter: () => this.chosen && this.onOpen(),
        Escape: () => this.onChoose(null),
      }[event.key];
      if (to === undefined && !act) {
        return;
      }
      event.preventDefault();
      if (act) {
        act();
      } else if (this.connections.length) {
        this.onChoose(this.connections[Math.min(Math.max(to, 0), this.connections.length - 1)]);
      }
    });
  }

  listenToPointer() {
    let start = null;
    this.list.addEventListener('pointerdown', event => {
      if (event.button === 0 && event.clientX < this.list.getBoundingClientRect().left + this.list.clientWidth) {
        start = {x: event.clientX, from: this.zoom.from, moved: false};
      }
    });
    this.list.addEventListener('pointermove', event => {
      this.point(event);
      if (start && (start.moved || Math.abs(event.clientX - start.x) > 4)) {
        if (!start.moved) {
          start.moved = true;
          this.list.setPointerCapture(event.pointerId);
          this.box.classList.add('moving');
        }
        this.zoom.pan(start.from - (event.clientX - start.x) / this.width * this.zoom.span - this.zoom.from);
      }
    });
    const release = event => {
      const connection = this.under(event);
      if (start && !start.moved && event.type === 'pointerup' && connection) {
        this.onChoose(connection);
      }
      start = null;
      this.box.classList.remove('moving');
    };
    this.list.addEventListener('pointerup', release);
    this.list.addEventListener('pointercancel', release);
    this.list.addEventListener('pointerleave', () => {
      this.tip.hidden = true;
    });
    this.list.addEventListener('dblclick', event => this.zoom.by(0.25, this.time(event)));
    this.list.addEventListener('wheel', event => {
      if (event.ctrlKey) {
        this.zoom.wheel(event, this.time(event));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        this.zoom.pan(event.deltaX / this.width * this.zoom.span);
      }
    }, {passive: false});
    this.axis.addEventListener('wheel', event => this.zoom.wheel(event, this.time(event)), {passive: false});
  }

  under(event) {
    const y = event.clientY - this.list.getBoundingClientRect().top + this.list.scrollTop;
    return this.connections[Math.floor(y / ROW)];
  }

  /* Shows in the tooltip what is under the pointer. */
  point(event) {
    const connection = this.under(event);
    const time = this.time(event);
    const phase = connection && connection.phases.find(p => time >= p.entered.earliest && time < p.left.latest);
    this.tip.hidden = !phase || time < this.zoom.from;
    if (this.tip.hidden) {
      return;
    }
    this.tip.textContent = connection.id + ' ' + connection.title + '\n' + PhaseText.at(connection, phase, time);
    const box = this.box.getBoundingClientRect();
    const left = Math.min(event.clientX - box.left + 14, box.width - this.tip.offsetWidth - 4);
    this.tip.style.left = Math.max(0, left) + 'px';
    this.tip.style.top = event.clientY - box.top + 18 + 'px';
  }
}

/* The left end of a row, which names the connection. The bar is painted beside it. */
class Row {
  constructor() {
    this.id = element('span', {class: 'id'});
    this.role = element('span', {class: 'role'});
    this.host = element('span', {class: 'host'});
    this.port = element('span', {class: 'port'});
    this.mark = element('span', {class: 'mark'});
    this.node = element('div', {role: 'option', class: 'row'}, this.id, this.role, this.host, this.port, this.mark);
    this.node.row = this;
    this.connection = undefined;
  }

  show(connection, index, size, isChosen) {
    this.node.hidden = connection === null;
    if (connection === null) {
      this.connection = null;
      this.node.removeAttribute('id');
      return;
    }
    this.node.style.top = index * ROW + 'px';
    this.node.classList.toggle('odd', index % 2 === 1);
    this.node.setAttribute('aria-selected', isChosen);
    this.node.setAttribute('aria-posinset', index + 1);
    this.node.setAttribute('aria-setsize', size);
    if (this.connection !== connection) {
      this.connection = connection;
      this.node.id = 'row-' + connection.id;
      this.id.textContent = connection.id;
      this.role.textContent = {listener: 'listen', unconnected: '-'}[connection.role] || connection.side;
      const end = connection.role === 'listener' ? connection.local || '-' : connection.peer;
      // A long name is cut, the port is not.
      const colon = end.lastIndexOf(':');
      this.host.textContent = colon < 0 ? end : end.slice(0, colon);
      this.port.textContent = colon < 0 ? '' : end.slice(colon);
      this.mark.textContent = connection.isCertain ? 'LEAK' : connection.isSuspect ? 'SUSPECT' : '';
      this.node.setAttribute('aria-label',
        [connection.id + ' ' + connection.title, connection.phase.label, ...connection.notes].join(', '));
    }
  }
}
