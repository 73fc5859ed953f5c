/* The number of connections in each state over the whole time; what is not proven is paler, and on top. The user can choose a range of it for
 * the timeline below. */
const OVERVIEW_HEIGHT = 84;
const OVERVIEW_AXIS = 20;

class Overview {
  constructor(model, palette, zoom) {
    this.model = model;
    this.palette = palette;
    this.zoom = zoom;
    this.box = byId('overview');
    this.canvas = this.box.querySelector('canvas');
    this.brush = this.box.querySelector('.brush');
    this.readout = byId('overview-readout');
    this.connections = [];
    this.listen();
  }

  show(connections) {
    this.connections = connections;
    this.draw();
  }

  x(time) {
    return (time - this.zoom.min) / (this.zoom.max - this.zoom.min) * this.width;
  }

  time(x) {
    return this.zoom.min + x / this.width * (this.zoom.max - this.zoom.min);
  }

  draw() {
    this.width = this.box.clientWidth;
    this.levels = levels(this.connections, time => this.x(time), this.width);
    const context = fitted(this.canvas, this.width, OVERVIEW_HEIGHT + OVERVIEW_AXIS);
    this.paintLevels(context);
    context.save();
    context.translate(0, OVERVIEW_HEIGHT);
    const marks = Axis.marks(this.model.zero, this.zoom.min, this.zoom.max, this.width);
    Axis.draw(context, this.palette, marks.map(([at, label]) => [at, label]), time => this.x(time), this.width, OVERVIEW_AXIS);
    context.restore();
    this.drawBrush();
  }

  paintLevels(context) {
    const base = new Float64Array(this.width);
    this.stack(context, this.levels.proven, base);
    context.globalAlpha = PALE;
    this.stack(context, this.levels.unproven, base);
    context.globalAlpha = 1;
    context.strokeStyle = this.palette.line;
    context.strokeRect(0.5, 0.5, this.width - 1, OVERVIEW_HEIGHT - 1);
    context.font = this.palette.font;
    context.textBaseline = 'top';
    context.lineWidth = 3;
    context.lineJoin = 'round';
    context.strokeStyle = this.palette.panel;
    context.fillStyle = this.palette.text;
    const most = 'at most ' + Math.ceil(this.levels.most - 1e-9);
    context.strokeText(most, 6, 5);
    context.fillText(most, 6, 5);
    context.lineWidth = 1;
  }

  /* Paints a layer for each state on top of what is there; base is its height in each column. */
  stack(context, states, base) {
    for (const state of STACKED.filter(name => states[name])) {
      const level = states[state];
      context.fillStyle = this.palette.states[state];
      for (let i = 0; i < this.width; i++) {
        if (level[i] > 0) {
          const bottom = OVERVIEW_HEIGHT - this.y(base[i]);
          base[i] += level[i];
          const top = OVERVIEW_HEIGHT - this.y(base[i]);
          context.fillRect(i, Math.min(top, bottom - 0.5), 1, Math.max(bottom - top, 0.5));
        }
      }
    }
  }

  y(level) {
    return level / this.levels.most * (OVERVIEW_HEIGHT - 4);
  }

  drawBrush() {
    this.brush.hidden = this.zoom.isWhole;
    this.brush.style.left = this.x(this.zoom.from) + 'px';
    this.brush.style.width = Math.max(2, this.x(this.zoom.to) - this.x(this.zoom.from)) + 'px';
  }

  listen() {
    const at = event => this.time(event.clientX - this.box.getBoundingClientRect().left);
    let start = null;
    this.box.addEventListener('pointerdown', event => {
      start = event.clientX;
      this.box.setPointerCapture(event.pointerId);
    });
    this.box.addEventListener('pointermove', event => {
      this.readOut(at(event));
      if (start !== null && Math.abs(event.clientX - start) > 3) {
        const edge = this.time(start - this.box.getBoundingClientRect().left);
        this.zoom.show(Math.min(edge, at(event)), Math.max(edge, at(event)));
      }
    });
    this.box.addEventListener('pointerup', () => {
      start = null;
    });
    this.box.addEventListener('pointerleave', () => {
      this.readout.textContent = '';
    });
    this.box.addEventListener('dblclick', () => this.zoom.fit());
    this.box.addEventListener('wheel', event => this.zoom.wheel(event, at(event)), {passive: false});
  }

  readOut(time) {
    const column = Math.min(this.width - 1, Math.max(0, Math.floor(this.x(time))));
    const here = [...this.levelsAt(this.levels.proven, column, ''), ...this.levelsAt(this.levels.unproven, column, ' or next')];
    this.readout.textContent = Times.ofDay(this.model.zero + time, (this.zoom.max - this.zoom.min) / this.width)
      + '  ' + (here.join(', ') || 'none');
  }

  levelsAt(states, column, suffix) {
    return STACKED
      .map(state => [state, states[state] ? states[state][column] : 0])
      .filter(([, level]) => level >= 0.05)
      .map(([state, level]) => (level < 1 ? level.toFixed(1) : Math.round(level)) + ' ' + state + suffix);
  }
}

/* How many connections were in each state, for each column of a picture: the mean over the column's time, so that a short
 * connection counts by its duration. In the interval of an inexact moment a connection counts apart, as unproven in the state that it was in
 * or had just left. A state that is no longer observed does not count. */
function levels(connections, x, width) {
  const proven = new Levels(width);
  const unproven = new Levels(width);
  for (const connection of connections) {
    let from = -Infinity;
    for (const phase of connection.phases.filter(p => !p.isEmpty && !p.isNoLongerObserved)) {
      const left = Math.max(phase.entered.latest, phase.left.earliest);
      proven.add(phase.state, x(Math.max(from, phase.entered.latest)), x(left));
      unproven.add(phase.state, x(Math.max(from, left)), x(phase.left.latest));
      from = Math.max(from, phase.left.latest);
    }
  }
  const sums = new Float64Array(width);
  return {proven: proven.addUp(sums), unproven: unproven.addUp(sums), most: Math.max(1, sums.reduce((a, b) => Math.max(a, b), 0))};
}

/* Collects a level for each state and column. */
class Levels {
  constructor(width) {
    this.width = width;
    this.states = {};
  }

  add(state, from, to) {
    const level = this.states[state] || (this.states[state] = {steps: new Float64Array(this.width + 1), parts: new Float64Array(this.width)});
    add(level, Math.max(0, from), Math.min(this.width, to), this.width);
  }

  /* The levels by state. Adds them to the sums too. */
  addUp(sums) {
    const levels = {};
    for (const state of Object.keys(this.states)) {
      const {steps, parts} = this.states[state];
      for (let i = 0, sum = 0; i < this.width; i++) {
        sum += steps[i];
        parts[i] += sum;
        sums[i] += parts[i];
      }
      levels[state] = parts;
    }
    return levels;
  }
}

function add(level, from, to, width) {
  const first = Math.floor(from);
  const last = Math.floor(to);
  if (to <= from || first >= width) {
    return;
  }
  if (first === last) {
    level.parts[first] += to - from;
    return;
  }
  level.parts[first] += first + 1 - from;
  level.steps[first + 1]++;
  level.steps[last]--;
  if (last < width) {
    level.parts[last] += to - last;
  }
}
