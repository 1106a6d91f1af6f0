/* A canvas under a map: painted anew where the map has moved to, scaled while it zooms. */
(function (frontline) {
  'use strict';

  const MARGIN = 0.25; // of the window, on each side: a short drag shows no edge

  /** Web Mercator, the world being one unit wide. */
  frontline.mercator = function (lon, lat) {
    const sine = Math.sin((lat * Math.PI) / 180);
    return [lon / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
  };

  frontline.Canvas = L.Layer.extend({
    initialize(pane, zIndex, paint) {
      Object.assign(this, { pane, zIndex, paint });
    },

    onAdd(map) {
      const pane = map.getPane(this.pane) || map.createPane(this.pane);
      pane.style.zIndex = this.zIndex;
      pane.style.pointerEvents = 'none';
      this.canvas = L.DomUtil.create('canvas', 'leaflet-zoom-animated', pane);
      this.canvas.setAttribute('aria-hidden', 'true');
      map.on('moveend viewreset resize', this.redraw, this);
      map.on('move', this.follow, this);
      if (map.options.zoomAnimation && L.Browser.any3d) map.on('zoomanim', this.scale, this);
      this.redraw();
    },

    onRemove(map) {
      map.off('moveend viewreset resize', this.redraw, this);
      map.off('move', this.follow, this);
      map.off('zoomanim', this.scale, this);
      this.canvas.remove();
    },

    redraw() {
      const map = this._map;
      if (!map) return;
      const size = map.getSize();
      const margin = size.multiplyBy(MARGIN).round();
      const whole = size.add(margin.multiplyBy(2));
      const ratio = window.devicePixelRatio || 1;
      this.canvas.width = Math.max(1, whole.x * ratio);
      this.canvas.height = Math.max(1, whole.y * ratio);
      this.canvas.style.width = whole.x + 'px';
      this.canvas.style.height = whole.y + 'px';
      this.corner = map.containerPointToLayerPoint(margin.multiplyBy(-1));
      this.bounds = L.bounds(this.corner, this.corner.add(whole));
      this.center = map.getCenter();
      this.zoom = map.getZoom();
      L.DomUtil.setTransform(this.canvas, this.corner, 1);
      const origin = map.getPixelOrigin().add(this.corner);
      const context = this.canvas.getContext('2d');
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      this.paint(context, {
        ...{ scale: 256 * Math.pow(2, this.zoom), x: -origin.x, y: -origin.y, zoom: this.zoom },
        ...{ width: whole.x, height: whole.y, margin, ratio },
      });
    },

    /* Dragged beyond the margin: paint at once rather than when it ends. */
    follow() {
      const map = this._map;
      if (map._animatingZoom || map.getZoom() !== this.zoom) return;
      const view = L.bounds(map.containerPointToLayerPoint([0, 0]), map.containerPointToLayerPoint(map.getSize()));
      if (!this.bounds.contains(view)) this.redraw();
    },

    scale(event) {
      const map = this._map;
      const factor = map.getZoomScale(event.zoom, this.zoom);
      const middle = this.bounds.min.add(map.getPixelOrigin());
      const to = middle.multiplyBy(factor).subtract(map._getNewPixelOrigin(event.center, event.zoom)).round();
      L.DomUtil.setTransform(this.canvas, to, factor);
    },
  });
})((window.frontline = window.frontline || {}));
