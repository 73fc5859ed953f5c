/* Formats microseconds as the text reports do: truncated, not rounded; upper bounds are rounded up. */
const MILLI = 1e3;
const SECOND = 1e6;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const Times = {
  age(t) {
    if (t < 10 * SECOND) {
      return Times.cut(Math.max(0, t), SECOND, 1) + 's';
    }
    if (t < MINUTE) {
      return Math.floor(t / SECOND) + 's';
    }
    if (t < HOUR) {
      return Times.pair(t, MINUTE, 'm', SECOND, 's');
    }
    if (t < DAY) {
      return Times.pair(t, HOUR, 'h', MINUTE, 'm');
    }
    return t < 100 * DAY ? Times.pair(t, DAY, 'd', HOUR, 'h') : Math.floor(t / DAY) + 'd';
  },

  fine(t) {
    if (t < 0) {
      return '-' + Times.fine(-t);
    }
    if (t < MILLI) {
      return Math.floor(t) + 'us';
    }
    if (t < SECOND) {
      return Times.digits(t, MILLI) + 'ms';
    }
    return t < MINUTE ? Times.digits(t, SECOND) + 's' : Times.age(t);
  },

  atMost(t) {
    if (t <= 0) {
      return Times.fine(t);
    }
    const shown = Times.smallestShown(t);
    return Times.fine(Math.ceil(t / shown) * shown);
  },

  /* A duration between two bounds: 12.8ms; up to 12.8ms; 100us to 12.8ms. */
  between(least, most) {
    if (least === most) {
      return Times.fine(least);
    }
    if (least === 0) {
      return 'up to ' + Times.atMost(most);
    }
    const low = Times.fine(least);
    const high = Times.atMost(most);
    return low === high ? low : low + ' to ' + high;
  },

  smallestShown(t) {
    if (t >= MINUTE) {
      return t < HOUR ? SECOND : t < DAY ? MINUTE : HOUR;
    }
    const unit = t < SECOND ? MILLI : SECOND;
    if (t < 10 * unit) {
      return t < MILLI ? 1 : unit / 100;
    }
    return t < 100 * unit ? unit / 10 : unit;
  },

  digits(t, unit) {
    return Times.cut(t, unit, t < 10 * unit ? 2 : t < 100 * unit ? 1 : 0);
  },

  cut(t, unit, places) {
    const scale = Math.pow(10, places);
    return (Math.floor(t * scale / unit) / scale).toFixed(places);
  },

  pair(t, unit, name, part, partName) {
    return Math.floor(t / unit) + name + String(Math.floor(t % unit / part)).padStart(2, '0') + partName;
  },

  /* The time of day in UTC, to the digit that a step needs. */
  ofDay(epoch, step) {
    const iso = new Date(Math.floor(epoch / MILLI)).toISOString();
    if (step >= MINUTE) {
      return iso.slice(11, 16);
    }
    const micros = String(((Math.floor(epoch) % SECOND) + SECOND) % SECOND).padStart(6, '0');
    const places = step >= SECOND ? 0 : step >= MILLI ? 3 : 6;
    return iso.slice(11, 19) + (places ? '.' + micros.slice(0, places) : '');
  },

  date(epoch) {
    return new Date(Math.floor(epoch / MILLI)).toISOString().slice(0, 10);
  },
};
