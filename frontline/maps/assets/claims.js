/* Claims on a map: a button a claim, fanned out where they would hide each other, stacked where they are many. */
(function (frontline) {
  'use strict';

  const { el } = frontline;
  const BOX = 28;
  const RING_FROM = 14; // px: a smaller ring would hide behind its own symbol

  /* A marker that may stand aside from its point; its leader line shows where the point is. */
  const Marker = L.Marker.extend({
    shift: null,
    _setPos(pos) {
      L.Marker.prototype._setPos.call(this, this.shift ? pos.add(this.shift) : pos);
    },
  });

  /* The popup of a shifted marker opens at the symbol, not at the point. */
  function popupAt(marker, popup) {
    const { x, y } = marker.shift || { x: 0, y: 0 };
    popup.options.offset = L.point(x, y - 8);
    return popup;
  }

  const Layer = L.FeatureGroup.extend({
    initialize(data) {
      L.FeatureGroup.prototype.initialize.call(this, []);
      Object.assign(this, { claims: data.claims, style: data.style });
      this.sentences = new frontline.Sentences(data.words, data.lang);
      this.located = this.claims.filter((claim) => claim.lon !== undefined);
      this.marks = [];
      this.leads = [];
      const days = this.claims.map((claim) => claim.published || claim.date || '').sort();
      this.sentences.year = (days[days.length - 1] || '').slice(0, 4);
    },

    onAdd(map) {
      L.FeatureGroup.prototype.onAdd.call(this, map);
      frontline.calm(map);
      this._redraw = () => this.arrange(map);
      map.on('zoomend viewreset resize', this._redraw);
      // Leaflet hears Escape only while the map itself has the focus, not a popup, a symbol or nothing at all.
      this._escape = (event) => event.key === 'Escape' && map.closePopup();
      document.addEventListener('keydown', this._escape);
      const board = frontline.board(map);
      this._boxes = () => this.marks.map((mark) => mark.box(map));
      this._names = () => this.marks.flatMap((mark) => mark.name(map));
      board.boxes.push(this._boxes);
      board.names.push(this._names);
      this.rings();
      this.arrange(map);
    },

    onRemove(map) {
      map.off('zoomend viewreset resize', this._redraw);
      document.removeEventListener('keydown', this._escape);
      const board = frontline.board(map);
      board.boxes = board.boxes.filter((tell) => tell !== this._boxes);
      board.names = board.names.filter((tell) => tell !== this._names);
      L.FeatureGroup.prototype.onRemove.call(this, map);
      this.clearLayers();
      this.marks = [];
      this.leads = [];
      frontline.moved(map);
    },

    /* Rings lie under the symbols and take no clicks: the symbol in their middle is the button. */
    rings() {
      const { style } = this;
      const seen = new Set();
      this._rings = [];
      for (const claim of this.located) {
        const key = [claim.lon, claim.lat, claim.uncertainty_km, claim.actor].join();
        if (!(claim.uncertainty_km > 0) || !frontline.isLoose(claim, style) || seen.has(key)) continue;
        seen.add(key);
        const hue = frontline.hueOf(claim, style);
        const ring = L.circle([claim.lat, claim.lon], {
          ...{ radius: claim.uncertainty_km * 1000, interactive: false, className: 'fl-ring' },
          ...{ color: hue, weight: 1.2, opacity: 0.6, dashArray: '2 5', fillColor: hue, fillOpacity: 0.035 },
        });
        this._rings.push(ring);
        this.addLayer(ring);
      }
    },

    /* Symbols anew for this zoom: what stood apart may now meet. */
    arrange(map) {
      const focused = (document.activeElement && document.activeElement.dataset.claim) || null;
      [...this.marks.map((mark) => mark.marker), ...this.leads].forEach((layer) => this.removeLayer(layer));
      this.marks = [];
      this.leads = [];
      const points = this.located.map((claim) => map.latLngToLayerPoint([claim.lat, claim.lon]));
      const groups = frontline.gather(points);
      const middles = groups.map((group) => points[group[0]]);
      const shifts = frontline.spread(middles);
      groups.forEach((group, i) => {
        const claims = group.map((n) => this.located[n]);
        const shift = shifts[i].x || shifts[i].y ? shifts[i] : null;
        this.mark(claims, shift);
        if (shift) this.lead(map, middles[i], shift, frontline.hueOf(claims[0], this.style));
      });
      for (const ring of this._rings) {
        const small = ring._radius < RING_FROM;
        ring.setStyle({ opacity: small ? 0 : 0.6, fillOpacity: small ? 0 : 0.035 });
      }
      if (focused !== null) this.refocus(focused);
      frontline.moved(map);
    },

    /* From a symbol that stands aside to its point, below all symbols. */
    lead(map, point, shift, hue) {
      const ends = [point, point.add(shift)].map((end) => map.layerPointToLatLng(end));
      const still = { interactive: false };
      const parts = [
        L.polyline(ends, { ...still, color: '#fff', weight: 3.5, opacity: 0.9 }),
        L.polyline(ends, { ...still, color: '#4a5058', weight: 1.2, opacity: 1, className: 'fl-lead' }),
        L.circleMarker(ends[0], { ...still, radius: 2.6, color: '#fff', weight: 1, fillColor: hue, fillOpacity: 1 }),
      ];
      parts.forEach((part) => this.addLayer(part));
      this.leads.push(...parts);
    },

    /* The symbols are new, the reader's place among them is not. */
    refocus(claim) {
      const found = this.marks.map((mark) => mark.marker.getElement()).find((icon) => icon.dataset.claim === claim);
      if (found) found.focus({ preventScroll: true });
    },

    mark(claims, shift) {
      const [first] = claims;
      const alone = claims.length === 1;
      const label = alone
        ? this.sentences.label(first)
        : frontline.say(this.sentences.words.stack, { n: this.sentences.number.format(claims.length) });
      const face = alone ? frontline.symbol(first, this.style) : this.badge(claims.length);
      const html = el('span', { class: alone ? 'fl-face' : 'fl-face fl-stack' }, face);
      const icon = L.divIcon({ html, className: 'fl-marker', iconSize: [BOX, BOX], iconAnchor: [BOX / 2, BOX / 2] });
      const marker = new Marker([first.lat, first.lon], { icon, riseOnHover: true, autoPanOnFocus: false });
      marker.shift = shift;
      marker.on('add', () => this.furnish(marker, label, claims));
      marker.on('click', () => this.show(claims, marker));
      const mark = {
        ...{ marker, claims },
        box: (map) => {
          const p = map.latLngToContainerPoint([first.lat, first.lon]).add(shift || [0, 0]);
          return [p.x - BOX / 2 + 3, p.y - BOX / 2 + 3, p.x + BOX / 2 - 3, p.y + BOX / 2 - 3];
        },
        name: (map) => {
          if (!alone || !first.place_text || frontline.isRegional(first)) return [];
          const p = map.latLngToContainerPoint([first.lat, first.lon]);
          const at = p.add(shift || [0, 0]);
          return [{ text: frontline.plain(first.place_text).slice(0, 40), point: p, at, pale: first.background }];
        },
      };
      this.marks.push(mark);
      this.addLayer(marker);
    },

    badge(n) {
      return el('span', { class: 'fl-badge', 'aria-hidden': 'true' }, n > 999 ? '999+' : String(n));
    },

    /* Leaflet's marker answers Enter through its own popup; ours is the layer's, and answers the space bar too. */
    furnish(marker, label, claims) {
      const button = marker.getElement();
      button.setAttribute('aria-label', label);
      button.setAttribute('title', label);
      button.dataset.claim = claims.map((claim) => this.claims.indexOf(claim)).join(' ');
      // Only for the keyboard: under a mouse that has just pressed it the symbol must not slide away.
      button.addEventListener('focus', () => button.matches(':focus-visible') && this.reveal(marker));
      button.addEventListener('keydown', (event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        this.show(claims, marker, true);
      });
    },

    reveal(marker) {
      const { padding } = frontline.board(this._map);
      const free = padding ? padding() : {};
      this._map.panInside(marker.getLatLng(), {
        paddingTopLeft: free.autoPanPaddingTopLeft || [BOX, BOX],
        paddingBottomRight: free.autoPanPaddingBottomRight || [BOX, BOX],
      });
    },

    /** Open the popup of a claim, or of a stack of them; from the keyboard the focus goes along. */
    show(claims, marker, byKey) {
      const map = this._map;
      const content = claims.length === 1 ? this.sheet(claims[0]) : this.choice(claims, marker);
      const wide = Math.min(320, map.getSize().x - 48);
      const popup = L.popup({
        ...{ className: 'fl-popup', maxWidth: wide, minWidth: Math.min(260, wide) },
        ...{ maxHeight: Math.max(160, Math.round(map.getSize().y * 0.6)) },
        ...(frontline.board(map).padding ? frontline.board(map).padding() : {}),
      });
      const back = marker.getElement();
      popupAt(marker, popup).setLatLng(marker.getLatLng()).setContent(content);
      popup.on('add', () => {
        const close = popup.getElement().querySelector('.leaflet-popup-close-button');
        if (close) close.setAttribute('aria-label', this.sentences.words.close);
      });
      popup.openOn(map);
      if (!byKey) return;
      content.focus({ preventScroll: true });
      popup.on('remove', () => back && back.isConnected && back.focus({ preventScroll: true }));
    },

    sheet(claim) {
      const label = this.sentences.label(claim);
      return el('article', { class: 'fl-sheet', tabindex: '-1', 'aria-label': label }, this.sentences.card(claim));
    },

    choice(claims, marker) {
      const title = frontline.say(this.sentences.words.stack, { n: this.sentences.number.format(claims.length) });
      const rows = claims.map((claim) => el('li', {}, this.row(claim, () => this.show([claim], marker, true))));
      return el('article', { class: 'fl-sheet', tabindex: '-1', 'aria-label': title }, [
        el('h3', {}, title),
        el('ul', { class: 'fl-rows' }, rows),
      ]);
    },

    /** A claim as a line that opens it. */
    row(claim, open) {
      const { sentences } = this;
      const meta = [sentences.standing(claim), sentences.brief(claim)].join(' · ');
      const button = el('button', { type: 'button', class: 'fl-row' }, [
        frontline.symbol(claim, this.style, 26),
        el('span', { class: 'fl-row-text' }, [
          el('span', { class: 'fl-row-title' }, frontline.said(clip(sentences.heading(claim)))),
          el('span', { class: 'fl-row-meta' }, frontline.said(clip(meta))),
        ]),
      ]);
      button.addEventListener('click', open);
      return button;
    },

    /** Bring a claim into view and open it. */
    open(claim, byKey) {
      const map = this._map;
      const found = this.marks.find((mark) => mark.claims.includes(claim));
      if (!map || !found) return;
      if (!map.getBounds().contains(found.marker.getLatLng())) {
        map.setView(found.marker.getLatLng(), map.getZoom(), { animate: false });
      }
      this.show([claim], found.marker, byKey);
    },

    getBounds() {
      return L.latLngBounds(this.located.map((claim) => [claim.lat, claim.lon]));
    },
  });

  // A row is a line, not the report: a hundred thousand letters would only hold up the browser.
  const clip = (text) => (text.length > 300 ? text.slice(0, 300) + '…' : text);

  /** The layer whose data stand in the JSON island of that id. */
  frontline.claimsLayer = (id) => new Layer(frontline.read(id));
})((window.frontline = window.frontline || {}));
