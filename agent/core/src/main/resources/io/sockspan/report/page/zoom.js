/* The range of time that the timeline shows. */
const SHORTEST = 20;

class Zoom {
  constructor(min, max, onChange) {
    const margin = Math.max((max - min) * 0.01, SHORTEST);
    this.min = min - margin;
    this.max = max + margin;
    this.onChange = onChange;
    this.from = this.min;
    this.to = this.max;
  }

  get span() {
    return this.to - this.from;
  }

  get isWhole() {
    return this.from <= this.min && this.to >= this.max;
  }

  show(from, to) {
    const span = Math.min(Math.max(to - from, SHORTEST), this.max - this.min);
    const start = Math.min(Math.max((from + to - span) / 2, this.min), this.max - span);
    this.from = start;
    this.to = start + span;
    this.onChange();
  }

  fit() {
    this.show(this.min, this.max);
  }

  /* A factor below 1 zooms in; that moment stays in place. */
  by(factor, at) {
    const centre = at === undefined ? (this.from + this.to) / 2 : at;
    const span = Math.min(Math.max(this.span * factor, SHORTEST), this.max - this.min);
    const from = centre - (centre - this.from) * span / this.span;
    const start = Math.min(Math.max(from, this.min), this.max - span);
    this.show(start, start + span);
  }

  pan(time) {
    const start = Math.min(Math.max(this.from + time, this.min), this.max - this.span);
    this.show(start, start + this.span);
  }

  /* Handles the wheel over a picture of that range. */
  wheel(event, at) {
    event.preventDefault();
    this.by(Math.exp(Math.max(-1, Math.min(1, event.deltaY / 300))), at);
  }
}
