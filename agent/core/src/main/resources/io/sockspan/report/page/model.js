/* Reads the page's data: connections, and the phases of their histories. Times are microseconds since the data's zero. */
const UNKNOWN = -1;
/* How long Linux keeps a connection after close in the states that it ends by itself (TCP_TIMEWAIT_LEN, tcp_fin_timeout). */
const KEPT_AFTER_CLOSE = 60 * SECOND;

/* A stay in one state. It was entered between entered.earliest and entered.latest, and left between left.earliest and left.latest;
 * from entered.latest to left.earliest it is proven. The last phase of a history ends at the moment up to which it is shown. */
class Phase {
  constructor(state, evidence, entered, left, isLast, isNoLongerObserved) {
    this.state = state;
    this.evidence = evidence;
    this.entered = entered;
    this.left = left;
    this.isLast = isLast;
    /* The descriptor was released, and the connection was not observed since. */
    this.isNoLongerObserved = isNoLongerObserved;
  }

  get isInferred() {
    return this.evidence === 'inferred';
  }

  get label() {
    return this.state + (this.isInferred ? '?' : '');
  }

  /* The end of a history: nothing follows it, and it takes no time. */
  get isEmpty() {
    return this.isLast && this.left.latest <= this.entered.latest;
  }

  /* The middle of the interval, for statistics that need a single moment. */
  get start() {
    return (this.entered.earliest + this.entered.latest) / 2;
  }

  get end() {
    return (this.left.earliest + this.left.latest) / 2;
  }
}

class Connection {
  constructor(row, data) {
    const text = index => index === UNKNOWN ? null : data.strings[index];
    this.data = data;
    this.id = row[0];
    this.role = data.roles[row[1]];
    this.isOpen = row[2] === 1;
    this.isIncomplete = (row[3] & 1) !== 0;
    /* Older than the agent: it was found at openedAt, in its first state. */
    this.isAdopted = (row[3] & 2) !== 0;
    /* Closed here, and another process has its descriptor. */
    this.isInherited = (row[3] & 8) !== 0;
    this.side = this.role + (row[3] & 4 ? '?' : '');
    this.openedAt = row[4];
    this.releasedAt = row[5];
    this.local = text(row[6]);
    this.remote = text(row[7]);
    this.peer = text(row[8]);
    this.thread = text(row[9]);
    this.stack = row[10];
    this.framesBeforeUser = row[11];
    this.place = text(row[12]);
    this.closedBy = text(row[13]);
    this.resetBy = text(row[14]);
    this.errorType = text(row[15]);
    this.synRetransmits = row[16];
    this.unansweredProbes = row[17];
    this.waiting = row[18];
    this.backlog = row[19];
    this.statistics = text(row[20]);
    this.lookup = text(row[21]);
    this.handshakes = text(row[22]);
    this.failedHandshake = text(row[23]);
    this.suspects = [];
    this.isCertain = false;
    this.readLife(row, data);
  }

  readLife(row, data) {
    this.edges = [];
    this.phases = [];
    let state = data.states[row[24]];
    // The handshake of an accepted connection began in the kernel, at a moment that nobody observed.
    let begun = state === 'SYN_RECEIVED' && !this.isAdopted ? null : {earliest: this.openedAt, latest: this.openedAt};
    let evidence = state === 'CLOSED' ? 'call' : 'kernel';
    for (let i = 25; i < row.length; i += 4) {
      const first = i === 25;
      const moment = {earliest: row[i + 2], latest: row[i + 2] + row[i + 3]};
      const next = data.states[row[i]];
      this.edges.push({
        from: state,
        to: next,
        evidence: data.evidence[row[i + 1]],
        least: begun && !(first && this.isAdopted) ? Math.max(0, moment.earliest - begun.latest) : null,
        most: begun && !(first && this.isAdopted) ? Math.max(0, moment.latest - begun.earliest) : null,
      });
      if (begun) {
        this.phases.push(new Phase(state, evidence, begun, moment, false, false));
      }
      state = next;
      evidence = data.evidence[row[i + 1]];
      begun = moment;
    }
    begun = begun || {earliest: this.openedAt, latest: this.openedAt};
    this.phases.push(new Phase(state, evidence, begun, this.horizon(state, begun.latest), true, !this.isOpen && state !== 'CLOSED'));
    this.start = Math.min(this.openedAt, this.phases[0].entered.earliest);
    this.end = Math.max(this.start, this.phases[this.phases.length - 1].left.latest);
  }

  /* Up to when the last state is proven, and up to when it is shown. */
  horizon(state, since) {
    const now = this.data.now;
    if (this.isOpen) {
      const proven = state === 'CLOSED' || state === 'LISTEN' ? now : Math.max(since, this.data.kernelReadAt);
      return {earliest: proven, latest: now};
    }
    if (state === 'CLOSED') {
      const until = Math.max(since, this.releasedAt);
      return {earliest: until, latest: until};
    }
    return {earliest: since, latest: Math.min(now, since + KEPT_AFTER_CLOSE)};
  }

  get phase() {
    return this.phases[this.phases.length - 1];
  }

  get state() {
    return this.phase.state;
  }

  get isSuspect() {
    return this.suspects.length > 0;
  }

  get hasFailed() {
    return this.resetBy !== null || this.errorType !== null;
  }

  get age() {
    return (this.isOpen ? this.data.now : this.releasedAt) - this.openedAt;
  }

  get frames() {
    const frames = [];
    for (let node = this.stack; node !== UNKNOWN; node = this.data.frames[2 * node]) {
      frames.push(this.data.strings[this.data.frames[2 * node + 1]]);
    }
    return frames;
  }

  /* What this is, in a few words: client to db-3:5432; server, from 10.0.9.9:40112; listener on *:8080. */
  get title() {
    switch (this.role) {
      case 'client':
        return this.side + ' to ' + this.peer;
      case 'server':
        return this.side + ', from ' + this.peer;
      case 'listener':
        return 'listener on ' + (this.local || '-');
      default:
        return 'socket, not connected';
    }
  }

  /* How it ended, and its anomalies. */
  get notes() {
    const notes = [];
    if (this.isSuspect) {
      notes.push(this.isCertain ? 'LEAK' : 'SUSPECT');
    }
    if (this.isInherited) {
      notes.push('closed here, open in another process');
    }
    if (this.resetBy !== null) {
      notes.push(this.resetBy === 'unknown' ? 'reset' : 'reset by ' + this.resetBy);
    }
    if (this.errorType !== null && !(this.resetBy !== null && this.errorType === 'connection_reset')) {
      notes.push(this.errorType);
    }
    if (this.failedHandshake !== null) {
      notes.push(this.failedHandshake);
    }
    if (this.synRetransmits > 0) {
      notes.push(count(this.synRetransmits, 'SYN') + ' resent');
    }
    if (this.unansweredProbes > 0) {
      notes.push(count(this.unansweredProbes, 'probe') + ' unanswered');
    }
    if (this.waiting > 0) {
      notes.push(this.waiting + (this.role === 'listener' ? ' waiting' : ' B unread'));
    }
    if (this.isIncomplete) {
      notes.push('events lost');
    }
    if (this.isAdopted) {
      notes.push('older than the agent');
    }
    return notes;
  }

  /* The text that a search matches. */
  get searchText() {
    if (this.searched === undefined) {
      this.searched = [this.id, this.role, this.state, this.peer, this.local, this.remote, this.thread, this.place,
        this.closedBy, ...this.suspects.map(suspect => suspect.fingerprint), ...this.notes].join(' ').toLowerCase();
    }
    return this.searched;
  }
}

class Model {
  constructor(data) {
    this.zero = data.zero;
    this.now = data.now;
    this.connections = data.sockets.map(row => new Connection(row, data));
    this.byId = new Map(this.connections.map(connection => [connection.id, connection]));
    this.suspects = data.suspects;
    for (const suspect of data.suspects) {
      for (const id of suspect.ids) {
        this.byId.get(id).suspects.push(suspect);
        this.byId.get(id).isCertain = this.byId.get(id).isCertain || suspect.certain;
      }
    }
  }

  static read() {
    return new Model(JSON.parse(byId('data').textContent));
  }
}

function count(number, noun) {
  return number + ' ' + noun + (number === 1 ? '' : 's');
}
