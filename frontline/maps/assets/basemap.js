/* The ground: paths packed as zig-zag varints, drawn in the order sea, land, Ukraine, rivers, water, borders. */
(function (frontline) {
  'use strict';

  const MINOR_RIVERS_FROM = 7; // zoom
  const OBLASTS_FROM = 5;

  function unpack(text) {
    const packed = atob(text);
    const bytes = new Uint8Array(packed.length);
    for (let i = 0; i < packed.length; i++) bytes[i] = packed.charCodeAt(i);
    return bytes;
  }

  /** Paths as arrays of x and y in Mercator units, each with its box. */
  frontline.decode = function (text, quantum) {
    const bytes = unpack(text);
    const paths = [];
    let at = 0;
    let lon = 0;
    let lat = 0;
    const next = () => {
      let value = 0;
      let weight = 1;
      let byte;
      do {
        byte = bytes[at++];
        value += (byte & 127) * weight;
        weight *= 128;
      } while (byte & 128);
      return value % 2 ? -(value + 1) / 2 : value / 2;
    };
    while (at < bytes.length) {
      const count = next();
      const path = { xs: new Float64Array(count), ys: new Float64Array(count), box: [1, 1, 0, 0] };
      for (let i = 0; i < count; i++) {
        lon += next();
        lat += next();
        const [x, y] = frontline.mercator(lon / quantum, lat / quantum);
        path.xs[i] = x;
        path.ys[i] = y;
        const [west, north, east, south] = path.box;
        path.box = [Math.min(west, x), Math.min(north, y), Math.max(east, x), Math.max(south, y)];
      }
      paths.push(path);
    }
    return paths;
  };

  /** Whether a point lies within rings, by the even-odd rule. */
  frontline.inside = function (rings, x, y) {
    let odd = false;
    for (const { xs, ys } of rings) {
      for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
        if (ys[i] > y !== ys[j] > y && x < ((xs[j] - xs[i]) * (y - ys[i])) / (ys[j] - ys[i]) + xs[i]) odd = !odd;
      }
    }
    return odd;
  };

  function trace(context, view, paths, closed) {
    context.beginPath();
    for (const { xs, ys, box } of paths) {
      const right = view.width + 8;
      const bottom = view.height + 8;
      if (box[2] * view.scale + view.x < -8 || box[0] * view.scale + view.x > right) continue;
      if (box[3] * view.scale + view.y < -8 || box[1] * view.scale + view.y > bottom) continue;
      for (let i = 0; i < xs.length; i++) {
        const x = xs[i] * view.scale + view.x;
        const y = ys[i] * view.scale + view.y;
        if (i) context.lineTo(x, y);
        else context.moveTo(x, y);
      }
      if (closed) context.closePath();
    }
  }

  function fill(context, view, paths, colour) {
    trace(context, view, paths, true);
    context.fillStyle = colour;
    context.fill('evenodd');
  }

  function stroke(context, view, paths, colour, width, dashes) {
    trace(context, view, paths, false);
    context.strokeStyle = colour;
    context.lineWidth = width;
    context.setLineDash(dashes || []);
    context.stroke();
    context.setLineDash([]);
  }

  function paint(context, view, ground, layers) {
    const { areas, lines, sheet } = layers;
    const bold = Math.min(1.6, Math.max(0.8, (view.zoom - 3) / 4));
    context.lineJoin = context.lineCap = 'round';
    context.fillStyle = ground.paper;
    context.fillRect(0, 0, view.width, view.height);
    fill(context, view, [sheet], ground.sea);
    fill(context, view, areas.land, ground.land);
    fill(context, view, areas.ukraine, ground.ukraine);
    if (view.zoom >= MINOR_RIVERS_FROM) stroke(context, view, lines.river_minor, ground.river, 0.8);
    stroke(context, view, lines.river_major, ground.river, 1.3 * bold);
    fill(context, view, areas.water, ground.water);
    if (view.zoom >= OBLASTS_FROM) stroke(context, view, lines.oblast, ground.oblast, 0.8 * bold, [3, 3]);
    stroke(context, view, lines.country, ground.country, 1.1 * bold);
  }

  function prepared(data) {
    const decode = (group) =>
      Object.fromEntries(Object.entries(group).map(([name, text]) => [name, frontline.decode(text, data.quantum)]));
    const [west, south, east, north] = data.bbox;
    const [x0, y0] = frontline.mercator(west, north);
    const [x1, y1] = frontline.mercator(east, south);
    const sheet = { xs: [x0, x1, x1, x0], ys: [y0, y0, y1, y1], box: [x0, y0, x1, y1] };
    return { areas: decode(data.areas), lines: decode(data.lines), sheet };
  }

  /** The base map whose data stand in the JSON island of that id: its ground, and its labels above all areas. */
  frontline.basemapLayer = function (id) {
    const data = frontline.read(id);
    const layers = prepared(data);
    const ground = data.style.ground;
    const floor = new frontline.Canvas('fl-ground', 150, (context, view) => paint(context, view, ground, layers));
    return L.layerGroup([floor, frontline.labelsLayer(data, layers.areas.ukraine)]);
  };
})((window.frontline = window.frontline || {}));
