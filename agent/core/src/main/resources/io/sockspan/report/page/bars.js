/* Paints the history of one connection as a bar. */
const ROW = 22;
const THICK = {CLOSED: 2, LISTEN: 6};
const BAR = 13;
const PALE = 0.3;

class Bars {
  constructor(palette) {
    this.palette = palette;
    this.widths = new Map();
    document.addEventListener('themechange', () => {
      this.hatching = null;
    });
  }

  /* Paints into a row of that width whose upper edge is at top; x maps a time to a position. */
  paint(context, connection, x, width, top) {
    context.font = this.palette.font;
    context.textBaseline = 'middle';
    const middle = top + ROW / 2;
    let paleFrom = -Infinity;
    for (const phase of connection.phases) {
      const from = x(phase.entered.latest);
      const to = x(phase.left.earliest);
      const until = x(phase.left.latest);
      if (to > from || phase.entered.latest <= phase.left.earliest) {
        this.solid(context, connection, phase, from, to, width, middle);
      }
      this.pale(context, phase, Math.max(to, paleFrom), until, width, middle);
      paleFrom = Math.max(paleFrom, until);
    }
    this.marks(context, connection, x, width, middle);
  }

  solid(context, connection, phase, from, to, width, middle) {
    const left = Math.max(from, -2);
    const right = Math.min(Math.max(to, phase.left.earliest > phase.entered.latest ? from + 1 : from), width + 2);
    if (right <= left) {
      return;
    }
    const height = THICK[phase.state] || BAR;
    context.fillStyle = this.palette.states[phase.state];
    context.fillRect(left, middle - height / 2, right - left, height);
    if (height === BAR) {
      if (phase.isInferred) {
        context.fillStyle = this.hatch(context);
        context.fillRect(left, middle - height / 2, right - left, height);
      }
      this.label(context, connection, phase, Math.max(left, 0), Math.min(right, width), middle);
    }
  }

  /* A paler stretch: the state was this one or already the next. */
  pale(context, phase, from, to, width, middle) {
    const left = Math.max(from, -2);
    const right = Math.min(to, width + 2);
    if (right <= left) {
      return;
    }
    const height = phase.isNoLongerObserved ? 2 : Math.min(THICK[phase.state] || BAR, 7);
    context.globalAlpha = PALE;
    context.fillStyle = this.palette.states[phase.state];
    context.fillRect(left, middle - height / 2, right - left, height);
    context.globalAlpha = 1;
  }

  label(context, connection, phase, left, right, middle) {
    const room = right - left - 10;
    const name = phase.label;
    if (room < this.widthOf(context, name)) {
      return;
    }
    const full = name + ' ' + PhaseText.lasted(connection, phase);
    const text = room < full.length * 7 ? name : full;
    if (phase.isInferred) {
      // Hatching would run through the letters.
      context.fillStyle = this.palette.states[phase.state];
      context.fillRect(left + 3, middle - BAR / 2, this.widthOf(context, text) + 4, BAR);
    }
    context.fillStyle = this.palette.inks[phase.state];
    context.fillText(text, left + 5, middle + 0.5);
  }

  widthOf(context, text) {
    if (!this.widths.has(text)) {
      this.widths.set(text, context.measureText(text).width);
    }
    return this.widths.get(text);
  }

  marks(context, connection, x, width, middle) {
    const last = connection.phase;
    if (connection.isSuspect) {
      const left = Math.max(x(last.entered.latest), -2);
      const right = Math.min(Math.max(x(last.left.latest), left + 5), width - 1);
      context.strokeStyle = this.palette.alarm;
      context.lineWidth = 2;
      context.strokeRect(left, middle - BAR / 2 - 2, right - left, BAR + 4);
      context.lineWidth = 1;
    }
    if (connection.hasFailed && last.state === 'CLOSED') {
      const at = x(last.entered.latest) + 6;
      context.strokeStyle = this.palette.text;
      context.lineWidth = 1.5;
      context.beginPath();
      context.moveTo(at - 3, middle - 3);
      context.lineTo(at + 3, middle + 3);
      context.moveTo(at - 3, middle + 3);
      context.lineTo(at + 3, middle - 3);
      context.stroke();
      context.lineWidth = 1;
    }
  }

  hatch(context) {
    if (!this.hatching) {
      const tile = document.createElement('canvas');
      const lines = fitted(tile, 6, 6, 1);
      lines.strokeStyle = this.palette.panel;
      lines.globalAlpha = 0.65;
      lines.lineWidth = 1.4;
      lines.beginPath();
      for (const offset of [-6, 0, 6]) {
        lines.moveTo(offset, 6);
        lines.lineTo(offset + 6, 0);
      }
      lines.stroke();
      this.hatching = context.createPattern(tile, 'repeat');
    }
    return this.hatching;
  }
}
