/* Where symbols stand that would hide each other: fanned out about their point, or stacked where they are many. */
(function (frontline) {
  'use strict';

  const APART = 25; // px between the middles of two symbols
  const NEAR = 44; // px of a cell in which more claims than FAN become one stack
  const FAN = 8;
  const CROWD = 60; // claims on the whole map from which a cell holds no more than CROWDED_FAN symbols
  const CROWDED_FAN = 3;
  const ROUNDS = 60;

  /** Those that share a point, on a ring about it. */
  function fan(points) {
    const at = points.map((point, i) => ({ i, x: point.x, y: point.y }));
    const shared = new Map();
    at.forEach((circle) => {
      const key = `${Math.round(circle.x)}:${Math.round(circle.y)}`;
      shared.set(key, [...(shared.get(key) || []), circle]);
    });
    for (const group of shared.values()) {
      const n = group.length;
      if (n === 1) continue;
      const radius = APART / (2 * Math.sin(Math.PI / n));
      group.forEach((circle, k) => {
        const angle = (2 * Math.PI * k) / n - (n === 2 ? Math.PI : Math.PI / 2);
        circle.x += radius * Math.cos(angle);
        circle.y += radius * Math.sin(angle);
      });
    }
    return at;
  }

  /** Push circles apart until none overlaps; who is alone does not move. */
  frontline.spread = function (points) {
    const at = fan(points);
    for (let round = 0; round < ROUNDS; round++) {
      let moved = false;
      const order = at.slice().sort((a, b) => a.x - b.x || a.i - b.i);
      for (let i = 0; i < order.length; i++) {
        for (let j = i + 1; j < order.length && order[j].x - order[i].x < APART; j++) {
          moved = push(order[i], order[j]) || moved;
        }
      }
      if (!moved) break;
    }
    return at.map((circle, i) => L.point(Math.round(circle.x - points[i].x), Math.round(circle.y - points[i].y)));
  };

  function push(a, b) {
    let dx = b.x - a.x;
    let dy = b.y - a.y;
    let gap = Math.hypot(dx, dy);
    if (gap >= APART - 0.5) return false;
    if (gap < 0.5) {
      // the same point: part at an angle of their own, the same on every machine
      const angle = 2.4 * (b.i + 1); // the golden angle in radians
      [dx, dy, gap] = [Math.cos(angle), Math.sin(angle), 1];
    }
    const step = (APART - Math.hypot(b.x - a.x, b.y - a.y)) / 2;
    a.x -= (dx / gap) * step;
    a.y -= (dy / gap) * step;
    b.x += (dx / gap) * step;
    b.y += (dy / gap) * step;
    return true;
  }

  /** Claims gathered in stacks where a cell holds too many; each group in the order of the table. */
  frontline.gather = function (points) {
    const most = points.length > CROWD ? CROWDED_FAN : FAN;
    const cells = new Map();
    points.forEach((point, i) => {
      const key = `${Math.floor(point.x / NEAR)}:${Math.floor(point.y / NEAR)}`;
      if (!cells.has(key)) cells.set(key, []);
      cells.get(key).push(i);
    });
    return [...cells.values()].flatMap((group) => (group.length > most ? [group] : group.map((i) => [i])));
  };
})((window.frontline = window.frontline || {}));
