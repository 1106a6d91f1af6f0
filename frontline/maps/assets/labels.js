/* Names on the ground: the greater first, none over another, over a symbol or under a card. */
(function (frontline) {
  'use strict';

  const FONT = '"Noto Sans", "DejaVu Sans", system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif';
  // From which zoom a rank is named: 1 always, 5 only close by.
  const FROM = { 1: 0, 2: 6, 3: 7, 4: 8, 5: 9 };
  const KINDS = {
    country: { font: '600 12px', caps: true, spacing: 3, colour: 'faint', dot: false, until: 8 },
    sea: { font: 'italic 13px', spacing: 1, colour: 'sea_ink', dot: false },
    oblast: { font: '600 10px', caps: true, spacing: 1.6, colour: 'faint', dot: false, from: 7, until: 9.9 },
  };
  const TOWNS = { 1: '600 13.5px', 2: '500 12.5px', 3: '12px', 4: '11.5px', 5: '11px' };

  const meets = (a, b) => a[0] < b[2] && a[2] > b[0] && a[1] < b[3] && a[3] > b[1];

  const spot = (x, y) => [x - 3, y - 3, x + 3, y + 3];

  function manner(label) {
    if (KINDS[label.kind]) return KINDS[label.kind];
    return { font: TOWNS[label.rank] || TOWNS[5], colour: label.ours ? 'ink' : 'faint', dot: true };
  }

  function read(data, ukraine) {
    const own = data.lang === 'uk' ? 1 : 0;
    const order = { sea: 0, country: 1, city: 2, town: 2, oblast: 3 };
    return data.labels
      .map((row) => {
        const [x, y] = frontline.mercator(row[2], row[3]);
        return { text: row[own], x, y, rank: row[4], kind: row[5], ours: frontline.inside(ukraine, x, y) };
      })
      .sort((a, b) => a.rank - b.rank || order[a.kind] - order[b.kind]);
  }

  /* Where the words may stand about a point, best first: beside it, above, below, further off, aslant. */
  function places(x, y, width, height, reach) {
    const half = height / 2;
    return [
      [x + reach, y - half],
      [x - reach - width, y - half],
      [x - width / 2, y - reach - height],
      [x - width / 2, y + reach],
      [x - width / 2, y + 1.4 * reach],
      [x - width / 2, y - 1.4 * reach - height],
      [x + 0.7 * reach, y + 0.6 * reach],
      [x - 0.7 * reach - width, y + 0.6 * reach],
      [x + 0.7 * reach, y - 0.6 * reach - height],
      [x - 0.7 * reach - width, y - 0.6 * reach - height],
    ];
  }

  class Sheet {
    constructor(context, view, ground, taken) {
      Object.assign(this, { context, view, ground, taken });
    }

    /** Write the words at the first place that is free; true if one was. */
    write(text, x, y, how) {
      const { context } = this;
      context.font = `${how.font} ${FONT}`;
      if ('letterSpacing' in context) context.letterSpacing = `${how.spacing || 0}px`;
      const words = how.caps ? text.toUpperCase() : text;
      const width = context.measureText(words).width;
      const height = parseFloat(how.font.match(/([\d.]+)px/)[1]) * 1.2;
      const spots = how.reach ? places(x, y, width, height, how.reach) : [[x - width / 2, y - height / 2]];
      for (const [left, top] of spots) {
        const box = [left - 4, top - 1, left + width + 4, top + height + 1];
        if (how.whole && !this.holds(box)) continue;
        if (!this.free(box)) continue;
        this.taken.push(box);
        this.ink(words, left, top + height / 2, how);
        return true;
      }
      return false;
    }

    free(box) {
      return !this.taken.some((other) => meets(box, other));
    }

    /* Whether the box lies within the window itself, not only within the canvas that reaches beyond it. */
    holds(box) {
      const { width, height, margin } = this.view;
      return box[0] > margin.x && box[1] > margin.y && box[2] < width - margin.x && box[3] < height - margin.y;
    }

    ink(words, left, middle, how) {
      const { context, ground } = this;
      context.textAlign = 'left';
      context.textBaseline = 'middle';
      context.lineJoin = 'round';
      context.lineWidth = 3;
      context.strokeStyle = how.kind === 'sea' ? 'rgba(219,229,234,.8)' : 'rgba(251,250,247,.9)';
      context.strokeText(words, left, middle);
      context.fillStyle = ground[how.colour];
      context.fillText(words, left, middle);
    }

    dot(x, y, label) {
      const { context, ground } = this;
      context.beginPath();
      context.arc(x, y, label.rank === 1 ? 2.8 : 2, 0, 7);
      context.fillStyle = ground[label.ours ? 'ink' : 'faint'];
      context.fill();
      context.lineWidth = 1.2;
      context.strokeStyle = ground.ukraine;
      context.stroke();
      this.taken.push(spot(x, y));
    }
  }

  function paint(context, view, map, labels, ground) {
    const board = frontline.board(map);
    const { margin } = view;
    const moved = (box) => [box[0] + margin.x, box[1] + margin.y, box[2] + margin.x, box[3] + margin.y];
    context.clearRect(0, 0, view.width, view.height);
    const sheet = new Sheet(context, view, ground, board.boxes.flatMap((tell) => tell()).map(moved));
    const at = (label) => [label.x * view.scale + view.x, label.y * view.scale + view.y];
    const great = labels.filter((label) => label.rank === 1 && manner(label).dot);
    great.forEach((label) => sheet.taken.push(spot(...at(label)))); // a claim's name leaves the great cities room
    const named = nameClaims(sheet, board.names.flatMap((tell) => tell()), margin);
    for (const label of labels) {
      const how = manner(label);
      if (view.zoom < (how.from === undefined ? FROM[label.rank] : how.from) || view.zoom > (how.until || 99)) continue;
      const [x, y] = at(label);
      if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
      if (named.some((n) => n.text === label.text && Math.hypot(n.x - x, n.y - y) < 40)) continue;
      if (how.dot && label.rank > 1 && !sheet.free(spot(x, y))) continue;
      const wrote = sheet.write(label.text, x, y, { ...how, kind: label.kind, reach: how.dot ? 7 : 0 });
      if (wrote && how.dot) sheet.dot(x, y, label);
    }
  }

  /* The places that the claims are about come first, in bold: they are why the map is read. */
  function nameClaims(sheet, names, margin) {
    const named = [];
    for (const name of names) {
      const x = name.point.x + margin.x;
      const y = name.point.y + margin.y;
      if (named.some((n) => n.text === name.text && Math.hypot(n.x - x, n.y - y) < 60)) continue;
      const how = { font: '600 12.5px', colour: name.pale ? 'mute' : 'ink', reach: 17 };
      how.whole = sheet.holds([name.at.x + margin.x, name.at.y + margin.y, name.at.x + margin.x, name.at.y + margin.y]);
      if (sheet.write(name.text, name.at.x + margin.x, name.at.y + margin.y, how)) named.push({ text: name.text, x, y });
    }
    return named;
  }

  /** A canvas of names above all areas and lines, below the symbols. */
  frontline.labelsLayer = function (data, ukraine) {
    const labels = read(data, ukraine);
    const ground = data.style.ground;
    const layer = new frontline.Canvas('fl-labels', 450, (context, view) => {
      paint(context, view, layer._map, labels, ground);
    });
    layer.on('add', () => frontline.board(layer._map).changed.push(() => layer.redraw()));
    return layer;
  };
})((window.frontline = window.frontline || {}));
