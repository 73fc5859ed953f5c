/* The colours of states, from the style sheet, and the order in which states are stacked: those that pile up are at the bottom. */
const STACKED = ['CLOSE_WAIT', 'ESTABLISHED', 'LISTEN', 'SYN_SENT', 'SYN_RECEIVED', 'FIN_WAIT_1', 'FIN_WAIT_2', 'CLOSING',
  'LAST_ACK', 'TIME_WAIT', 'CLOSED'];

class Palette {
  constructor() {
    this.read();
    document.addEventListener('themechange', () => this.read());
  }

  read() {
    const style = getComputedStyle(document.documentElement);
    const get = name => style.getPropertyValue('--' + name).trim();
    this.text = get('text');
    this.muted = get('muted');
    this.line = get('line');
    this.panel = get('panel');
    this.alarm = get('alarm');
    this.font = '11px ' + get('sans');
    this.states = {};
    this.inks = {};
    for (const state of STACKED) {
      this.states[state] = get(stateVariable(state));
      this.inks[state] = ink(this.states[state]);
    }
  }
}

function stateVariable(state) {
  return 'state-' + state.toLowerCase().replace(/_/g, '-');
}

/* Black or white, whichever reads better on that colour (WCAG's relative luminance). */
function ink(hex) {
  const channel = at => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
  };
  const luminance = 0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5);
  return luminance > 0.18 ? '#000' : '#fff';
}

/* A coloured sample of a state's bar. */
function swatch(state) {
  return element('span', {class: 'swatch ' + stateVariable(state), 'aria-hidden': 'true'});
}
