/* Paper cannot be scrolled: it shows all suspects, and as many rows as a reader can take in. */
const PRINTED_ROWS = 60;
/* What a page break should not cut through. */
const PRINTED_TOGETHER = 10;
const PRINTED_WIDTH = 780;
const PRINTED_GUTTER = 220;

class Print {
  constructor(page) {
    this.page = page;
    this.box = byId('printed');
    window.addEventListener('beforeprint', () => this.prepare());
    window.addEventListener('afterprint', () => this.restore());
  }

  prepare() {
    const root = document.documentElement;
    this.theme = root.dataset.theme;
    this.closed = Array.from(document.querySelectorAll('details:not([open])'));
    this.closed.forEach(details => {
      details.open = true;
    });
    root.dataset.theme = 'light';
    document.dispatchEvent(new Event('themechange'));
    const connections = this.page.shown.slice(0, PRINTED_ROWS);
    this.box.replaceChildren(
      element('h2', {}, connections.length < this.page.shown.length
        ? 'Timeline: the first ' + connections.length + ' of ' + count(this.page.shown.length, 'connection')
        : 'Timeline'));
    for (let i = 0; i < connections.length; i += PRINTED_TOGETHER) {
      this.box.append(this.picture(connections.slice(i, i + PRINTED_TOGETHER)));
    }
  }

  picture(connections) {
    const {palette, zoom, model, timeline} = this.page;
    const canvas = element('canvas', {});
    const width = PRINTED_WIDTH - PRINTED_GUTTER;
    const x = time => (time - zoom.from) / zoom.span * width;
    const context = fitted(canvas, PRINTED_WIDTH, 24 + connections.length * ROW, 2);
    context.translate(PRINTED_GUTTER, 0);
    Axis.draw(context, palette, Axis.marks(model.zero, zoom.from, zoom.to, width), x, width, 24);
    context.translate(-PRINTED_GUTTER, 24);
    connections.forEach((connection, index) => {
      context.save();
      context.font = palette.font;
      context.textBaseline = 'middle';
      context.fillStyle = connection.isSuspect ? palette.alarm : palette.text;
      context.fillText(connection.id + ' ' + connection.title, 4, index * ROW + ROW / 2, PRINTED_GUTTER - 12);
      context.beginPath();
      context.rect(PRINTED_GUTTER, 0, width, connections.length * ROW);
      context.clip();
      context.translate(PRINTED_GUTTER, 0);
      timeline.bars.paint(context, connection, x, width, index * ROW);
      context.restore();
    });
    return canvas;
  }

  restore() {
    this.closed.forEach(details => {
      details.open = false;
    });
    this.box.replaceChildren();
    document.documentElement.dataset.theme = this.theme;
    document.dispatchEvent(new Event('themechange'));
  }
}
