/* The number of connections in each state over the whole time. The user can choose a range of it for the timeline below. */
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
    for (const state of STACKED) {
      const level = this.levels.states[state];
      if (!level) {
        continue;
      }
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
    const here = STACKED
      .map(state => [state, this.levels.states[state] ? this.levels.states[state][column] : 0])
      .filter(([, level]) => level >= 0.05)
      .map(([state, level]) => (level < 1 ? level.toFixed(1) : Math.round(level)) + ' ' + state);
    this.readout.textContent = Times.ofDay(this.model.zero + time, (this.zoom.max - this.zoom.min) / this.width)
      + '  ' + (here.join(', ') || 'none');
  }
}

/* How many connections were in each state, for each column of a picture: the mean over the column's time, so that a short
 * connection counts by its duration. A moment that is known to an interval only counts at its middle. A state that is no longer observed
 * does not count. */
function levels(connections, x, width) {
  const states = {};
  for (const connection of connections) {
    for (const phase of connection.phases.filter(p => !p.isEmpty && !p.isNoLongerObserved)) {
      const level = states[phase.state] || (states[phase.state] = {steps: new Float64Array(width + 1), parts: new Float64Array(width)});
      add(level, Math.max(0, x(phase.start)), Math.min(width, x(phase.isLast ? phase.left.latest : phase.end)), width);
    }
  }
  const sums = new Float64Array(width);
  for (const state of Object.keys(states)) {
    const {steps, parts} = states[state];
    for (let i = 0, sum = 0; i < width; i++) {
      sum += steps[i];
      parts[i] += sum;
      sums[i] += parts[i];
    }
    states[state] = parts;
  }
  return {states, most: Math.max(1, sums.reduce((a, b) => Math.max(a, b), 0))};
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
