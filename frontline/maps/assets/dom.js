/* The page's hands: every element is made here, and text enters it as text only. */
(function (frontline) {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  // Letters that turn the direction of the text after them: a quoted name must not reorder its neighbours.
  const TURNING = /[\u202a-\u202e\u2066-\u2069\u200e\u200f]/g;
  const LONG = 160;

  function fill(element, attributes, children) {
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value !== null && value !== undefined && value !== false) element.setAttribute(name, value);
    }
    for (const child of [].concat(children === undefined ? [] : children)) {
      if (child !== null && child !== undefined && child !== '') element.append(child);
    }
    return element;
  }

  /** An HTML element; children are elements or text. */
  frontline.el = function (tag, attributes, children) {
    return fill(document.createElement(tag), attributes, children);
  };

  /** An SVG element. */
  frontline.svg = function (tag, attributes, children) {
    return fill(document.createElementNS(SVG, tag), attributes, children);
  };

  /** Words from outside, walled off so that their direction stays their own. */
  frontline.said = function (text, className) {
    return frontline.el('bdi', { class: className }, String(text));
  };

  /** The same for an attribute, which cannot be walled off: without turning letters and not endless. */
  frontline.plain = function (text) {
    const one = String(text).replace(TURNING, '').replace(/\s+/g, ' ').trim();
    return one.length > LONG ? one.slice(0, LONG) + '…' : one;
  };

  /** A link, if the address is one of the web; else only its words. */
  frontline.link = function (address, text) {
    let url = null;
    try {
      url = new URL(address);
    } catch (error) {
      return frontline.said(text);
    }
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return frontline.said(text);
    return frontline.el(
      'a',
      { href: url.href, target: '_blank', rel: 'noopener noreferrer nofollow' },
      frontline.said(text)
    );
  };

  /** What a JSON island holds. */
  frontline.read = function (id) {
    return JSON.parse(document.getElementById(id).textContent);
  };

  /** A sentence with its blanks filled: "Capture of {place}". */
  frontline.say = function (pattern, blanks) {
    return pattern.replace(/\{(\w+)\}/g, (blank, name) => (name in blanks ? blanks[name] : blank));
  };

  /** A reader who asked for less motion gets a map that jumps rather than slides. */
  frontline.calm = function (map) {
    if (!window.matchMedia('(prefers-reduced-motion: reduce)').matches) return;
    const { panBy } = Object.getPrototypeOf(map);
    map.panBy = (offset, options) => panBy.call(map, offset, { ...options, animate: false });
    // Leaflet reads these two off the map itself, whenever something is opened or zoomed.
    map._fadeAnimated = map._zoomAnimated = false;
  };

  const boards = new WeakMap();

  /** What the layers of one map tell each other: boxes that labels avoid, names that claims bring along. */
  frontline.board = function (map) {
    if (!boards.has(map)) boards.set(map, { boxes: [], names: [], changed: [] });
    return boards.get(map);
  };

  /** Tell the labels of a map that its symbols or cards have moved; they are drawn once, with the next frame. */
  frontline.moved = function (map) {
    const board = frontline.board(map);
    if (board.due) return;
    board.due = requestAnimationFrame(() => {
      board.due = 0;
      board.changed.forEach((tell) => tell());
    });
  };
})((window.frontline = window.frontline || {}));
