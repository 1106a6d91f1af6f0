/* A claim's symbol: hue is who acts, fill is how sure, shape is what. */
(function (frontline) {
  'use strict';

  const { svg } = frontline;
  const RADIUS = 9;
  const HALF_BOX = 14;

  const side = (claim) => (claim.actor === 'RU' || claim.actor === 'UA' ? claim.actor : 'OTHER');
  const corners = (outline) => outline.map((p) => p.map((v) => +v.toFixed(2)).join(',')).join(' ');
  const scaled = (outline, radius) => outline.map(([x, y]) => [x * radius, y * radius]);

  /** The part of an outline left of its middle (Sutherland and Hodgman's clipping, against one line). */
  function leftHalf(outline) {
    const kept = [];
    outline.forEach(([x, y], i) => {
      const [px, py] = outline[(i + outline.length - 1) % outline.length];
      if ((x <= 0) !== (px <= 0)) kept.push([0, py + ((y - py) * (0 - px)) / (x - px)]);
      if (x <= 0) kept.push([x, y]);
    });
    return kept;
  }

  /** Whether the point stands for more than a settlement: the claim names only a region. */
  frontline.isRegional = function (claim) {
    return claim.resolution === 'region_only' || /^(admin|country)/.test(claim.geo_precision || '');
  };

  /** Whether the ring of uncertainty belongs to what the claim says. */
  frontline.isLoose = function (claim, style) {
    return (
      frontline.isRegional(claim) ||
      style.loose.relations.includes(claim.place_rel) ||
      style.loose.precisions.includes(claim.geo_precision)
    );
  };

  frontline.hueOf = (claim, style) => style.hues[side(claim)];
  frontline.sideOf = side;

  function fillOf(claim, style) {
    const fill = style.fills[claim.status] || 'hollow';
    return claim.verification && fill === 'full' ? 'hollow' : fill;
  }

  function body(claim, style, outline, hue) {
    const regional = frontline.isRegional(claim);
    const fill = fillOf(claim, style);
    const parts = [svg('polygon', { points: corners(outline), class: 'fl-casing' })];
    if (claim.status === 'confirmed') {
      parts.unshift(
        svg('polygon', { points: corners(scaled(outline, 1.5)), class: 'fl-casing' }),
        svg('polygon', { points: corners(scaled(outline, 1.5)), fill: '#fff', stroke: hue, 'stroke-width': 1.4 })
      );
    }
    parts.push(
      svg('polygon', {
        points: corners(outline),
        fill: fill === 'full' ? hue : '#fff',
        stroke: hue,
        'stroke-width': regional ? 1.6 : 2,
        'stroke-linejoin': 'round',
        // A region's dashes are on its ring: the shape within is too small for them.
        'stroke-dasharray': claim.verification && !regional ? '2.9 1.9' : null,
      })
    );
    if (fill === 'half') parts.push(svg('polygon', { points: corners(leftHalf(outline)), fill: hue }));
    if (fill === 'dot') parts.push(svg('circle', { r: 3.2 * (regional ? 0.7 : 1), fill: hue }));
    if (fill === 'crossed') {
      for (const [stroke, width] of [['#fff', 5], ['#1d2126', 2.2]]) {
        parts.push(svg('path', { d: 'M-10 10L10 -10', stroke, 'stroke-width': width, 'stroke-linecap': 'round' }));
      }
    }
    return parts;
  }

  /** The symbol as an SVG picture. */
  frontline.symbol = function (claim, style, size = 2 * HALF_BOX) {
    const regional = frontline.isRegional(claim);
    const hue = frontline.hueOf(claim, style);
    const shape = style.shapes[claim.event_type] || style.shapes.other;
    const radius = RADIUS * (regional ? 0.72 : claim.status === 'confirmed' ? 0.72 : 1);
    const parts = [];
    if (regional) {
      const dashes = claim.verification ? '3 2.6' : null;
      parts.push(svg('circle', { r: 12.6, class: 'fl-region', stroke: hue, 'stroke-dasharray': dashes }));
    }
    parts.push(svg('g', { class: claim.background ? 'fl-pale' : null }, body(claim, style, scaled(shape, radius), hue)));
    const view = `${-HALF_BOX} ${-HALF_BOX} ${2 * HALF_BOX} ${2 * HALF_BOX}`;
    return svg(
      'svg',
      { viewBox: view, width: size, height: size, class: 'fl-symbol', 'aria-hidden': 'true', focusable: 'false' },
      parts
    );
  };
})((window.frontline = window.frontline || {}));
