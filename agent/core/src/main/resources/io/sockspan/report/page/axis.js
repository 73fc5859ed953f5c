/* The round times of day that label a time axis. */
const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500]
  .concat([1, 2, 5, 10, 20, 50, 100, 200, 500].map(n => n * MILLI))
  .concat([1, 2, 5, 10, 15, 30].map(n => n * SECOND))
  .concat([1, 2, 5, 10, 15, 30].map(n => n * MINUTE))
  .concat([1, 2, 3, 6, 12].map(n => n * HOUR))
  .concat([1, 2, 5, 10, 20, 50, 100].map(n => n * DAY));

const Axis = {
  /* [moment, label] of the marks that fit. */
  marks(zero, from, to, width) {
    const least = (to - from) / Math.max(1, width / 96);
    const step = STEPS.find(candidate => candidate >= least) || STEPS[STEPS.length - 1];
    const marks = [];
    for (let epoch = Math.ceil((zero + from) / step) * step; epoch <= zero + to; epoch += step) {
      marks.push([epoch - zero, step >= DAY ? Times.date(epoch) : Times.ofDay(epoch, step)]);
    }
    return marks;
  },

  draw(context, palette, marks, x, width, height) {
    context.font = palette.font;
    context.textBaseline = 'middle';
    context.fillStyle = palette.muted;
    context.strokeStyle = palette.line;
    context.beginPath();
    for (const [moment, label] of marks) {
      const at = Math.round(x(moment)) + 0.5;
      context.moveTo(at, height - 5);
      context.lineTo(at, height);
      const half = context.measureText(label).width / 2;
      context.fillText(label, Math.min(Math.max(at - half, 0), width - 2 * half), height / 2 - 2);
    }
    context.stroke();
  },
};
