/* What folium's own popups ask of jQuery, and no more: markup in, its elements out; and a call when the page is read. */
(function () {
  'use strict';

  if (window.$) return;
  window.$ = function (what) {
    if (what === document) return { ready: (act) => act() };
    const template = document.createElement('template');
    template.innerHTML = String(what).trim();
    return [...template.content.children];
  };
})();
