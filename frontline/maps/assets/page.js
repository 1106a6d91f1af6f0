/* The cards about the map: title and list, legend, sources; and the window that the claims are first seen in. */
(function (frontline) {
  'use strict';

  const { el, said } = frontline;
  const NARROW = 760; // px of map: below it the cards fold into one
  const ROOMY = 1000; // px from which a popup finds room between both cards
  const EDGE = 12;
  const CLOSEST = 9; // zoom of the first view: a lone claim keeps its surroundings
  const MOST_SOURCES = 40;
  const ROWS = 400; // rows made at once; the rest follow when asked for

  const distinct = (values) => [...new Set(values.filter((value) => value !== undefined && value !== null))];

  /* Every card is a Leaflet control: whatever else a user puts in that corner stands below it, not over it. */
  function card(map, position, element) {
    const Card = L.Control.extend({ onAdd: () => element });
    L.DomEvent.disableClickPropagation(element);
    L.DomEvent.disableScrollPropagation(element);
    return new Card({ position }).addTo(map);
  }

  /* Leaflet's scale, its units in the page's language. */
  const Scale = L.Control.Scale.extend({
    initialize(units, options) {
      L.setOptions(this, options);
      this._units = units;
    },
    _updateMetric(most) {
      const metres = this._getRoundNum(most);
      const text = metres < 1000 ? `${metres} ${this._units.m}` : `${metres / 1000} ${this._units.km}`;
      this._updateScale(this._mScale, text, metres / most);
    },
  });

  class Page {
    constructor(map, layer, data) {
      Object.assign(this, { map, layer, data, words: data.words, sentences: layer.sentences, claims: layer.claims });
      map.getContainer().classList.add('fl-map');
      map.getContainer().setAttribute('aria-label', data.title);
      map.getContainer().setAttribute('role', 'region');
      this.build();
      this.measure();
      if (data.fit) this.fit();
      map.on('resize', () => this.measure());
      map.on('popupopen', () => this.narrow && this.show(null));
      frontline.board(map).padding = () => this.padding(EDGE);
      frontline.board(map).boxes.push(() => this.boxes());
    }

    build() {
      const { map, words } = this;
      this.legend = this.makeLegend();
      this.about = this.makeAbout();
      this.list = this.makeList();
      this.listTab = this.tab(words.claims + ` (${this.sentences.number.format(this.claims.length)})`, 'list');
      this.legendTab = this.tab(words.legend, 'legend');
      this.body = el('div', { class: 'fl-body' }, this.list);
      this.panel = el('section', { class: 'fl-card fl-panel', 'aria-label': this.data.title }, [
        el('header', {}, [el('h1', {}, said(this.data.title)), el('p', { class: 'fl-days' }, this.days())]),
        el('div', { class: 'fl-tabs' }, [this.listTab, this.legendTab]),
        this.body,
        this.about,
      ]);
      card(map, 'topleft', this.panel);
      this.key = el('section', { class: 'fl-card fl-key', 'aria-label': words.legend }, this.legend);
      if (this.claims.length) card(map, 'topright', this.key);
      new Scale(words.units, { imperial: false, maxWidth: 110, position: 'bottomright' }).addTo(map);
      this.nameButtons();
      if (map.attributionControl) map.attributionControl.setPrefix(false);
    }

    /* Leaflet's own buttons in the page's language. */
    nameButtons() {
      for (const [name, text] of [['in', this.words.zoom_in], ['out', this.words.zoom_out]]) {
        const button = this.map.getContainer().querySelector('.leaflet-control-zoom-' + name);
        if (!button) continue;
        button.title = text;
        button.setAttribute('aria-label', text);
      }
    }

    /** The days of the publications and of the events that are news. */
    days() {
      const span = (days) => (days.length ? this.sentences.days(days[0], days[days.length - 1]) : null);
      const published = span(distinct(this.claims.map((claim) => claim.published)).sort());
      const news = this.claims.filter((claim) => !claim.background && /^(day|range|week)?$/.test(claim.date_precision || ''));
      const events = span(distinct(news.flatMap((claim) => [claim.date, claim.date_end])).sort());
      return [
        published && el('span', {}, frontline.say(this.words.published, { days: published })),
        events && el('span', {}, frontline.say(this.words.event_days, { days: events })),
      ].filter(Boolean);
    }

    tab(text, name) {
      const button = el('button', { type: 'button', class: 'fl-tab', 'aria-expanded': 'false' }, text);
      button.addEventListener('click', () => this.show(this.shown === name ? null : name));
      return button;
    }

    /* On a narrow map one thing at a time is open below the title, or none. */
    show(name) {
      this.shown = name;
      this.listTab.setAttribute('aria-expanded', String(name === 'list'));
      this.legendTab.setAttribute('aria-expanded', String(name === 'legend'));
      this.panel.classList.toggle('fl-open', Boolean(name));
      if (this.narrow) {
        this.body.replaceChildren(...(name === 'legend' ? [this.legend, this.about] : [this.list]));
      }
      frontline.moved(this.map);
    }

    /* How wide the map is decides where the legend stands. */
    measure() {
      const size = this.map.getSize();
      if (!size.x) return;
      if (this.data.fit && !this.fitted) this.fit();
      const narrow = size.x < NARROW;
      this.map.getContainer().style.setProperty('--fl-height', size.y + 'px');
      if (narrow === this.narrow) return;
      this.narrow = narrow;
      this.map.getContainer().classList.toggle('fl-narrow', narrow);
      if (narrow) {
        this.show(null);
      } else {
        this.key.replaceChildren(this.legend);
        this.body.replaceChildren(this.list);
        this.panel.append(this.about);
      }
      frontline.moved(this.map);
    }

    boxes() {
      const frame = this.map.getContainer().getBoundingClientRect();
      return [...this.map.getContainer().querySelectorAll('.leaflet-control')]
        .map((card) => card.getBoundingClientRect())
        .filter((box) => box.width)
        .map((box) => [box.left - frame.left, box.top - frame.top, box.right - frame.left, box.bottom - frame.top]);
    }

    /** What the cards leave free of the window, as Leaflet's options for popups. */
    padding(edge) {
      const size = this.map.getSize();
      const panel = this.panel.getBoundingClientRect();
      const key = this.key.getBoundingClientRect();
      const left = this.narrow ? 0 : panel.width + EDGE;
      const top = this.narrow ? panel.height - this.body.getBoundingClientRect().height + EDGE : 0;
      const right = !this.narrow && size.x >= ROOMY ? key.width + EDGE : 0;
      return {
        autoPanPaddingTopLeft: [left + edge, top + edge],
        autoPanPaddingBottomRight: [right + edge, edge],
      };
    }

    /** Show all claims, or the base map's middle where there are none. */
    fit() {
      const bounds = this.layer.getBounds();
      if (!this.map.getSize().x) return;
      this.fitted = true;
      if (!bounds.isValid()) return;
      const padding = this.padding(36);
      this.map.fitBounds(bounds, {
        ...{ paddingTopLeft: padding.autoPanPaddingTopLeft, maxZoom: CLOSEST, animate: false },
        paddingBottomRight: padding.autoPanPaddingBottomRight,
      });
    }

    makeList() {
      const { words } = this;
      const list = el('div', { class: 'fl-list' });
      if (!this.claims.length) list.append(el('p', { class: 'fl-note' }, words.none));
      const groups = [
        [words.on_map, this.claims.filter((claim) => claim.lon !== undefined)],
        [words.off_map, this.claims.filter((claim) => claim.lon === undefined)],
      ];
      for (const [title, claims] of groups) {
        if (!claims.length) continue;
        const rows = el('ul', { class: 'fl-rows' });
        list.append(el('h2', {}, `${title} (${this.sentences.number.format(claims.length)})`), rows);
        this.more(rows, claims);
      }
      return list;
    }

    /* A list of many thousand claims grows as it is read. */
    more(rows, claims) {
      rows.append(...claims.slice(0, ROWS).map((claim) => this.item(claim)));
      if (claims.length <= ROWS) return;
      const button = el('button', { type: 'button', class: 'fl-tab' }, '…');
      const last = el('li', {}, button);
      button.addEventListener('click', () => {
        last.remove();
        this.more(rows, claims.slice(ROWS));
      });
      rows.append(last);
    }

    item(claim) {
      if (claim.lon !== undefined) {
        const row = this.layer.row(claim, (event) => {
          this.layer.open(claim, event.detail === 0);
        });
        return el('li', {}, row);
      }
      const sheet = el('div', { class: 'fl-sheet', hidden: '' });
      const row = this.layer.row(claim, () => {
        sheet.hidden = !sheet.hidden;
        row.setAttribute('aria-expanded', String(!sheet.hidden));
        if (!sheet.childElementCount) sheet.append(...this.sentences.card(claim).filter(Boolean));
      });
      row.setAttribute('aria-expanded', 'false');
      return el('li', {}, [row, sheet]);
    }

    /* Only what occurs: a legend of things that are not there is noise. */
    makeLegend() {
      const { words, claims } = this;
      const style = this.layer.style;
      const group = (title, rows) =>
        rows.length ? [el('h2', {}, title), el('ul', { class: 'fl-legend' }, rows.map(([face, text]) => el('li', {}, [face, el('span', {}, text)])))] : [];
      const symbol = (claim) => frontline.symbol(claim, style, 22);
      const neutral = { event_type: 'capture', status: 'asserted' };
      const sides = ['RU', 'UA', 'OTHER'].filter((side) => claims.some((claim) => frontline.sideOf(claim) === side));
      const all = (column, order) => order.filter((value) => claims.some((claim) => claim[column] === value));
      const located = claims.filter((claim) => claim.lon !== undefined);
      const notes = [
        claims.some((claim) => claim.verification) && [symbol({ ...neutral, verification: 'unverified' }), words.dashed],
        claims.some((claim) => claim.background) && [symbol({ ...neutral, background: true }), words.faded],
      ].filter(Boolean);
      const ground = [
        located.some(frontline.isRegional) && [symbol({ ...neutral, resolution: 'region_only' }), words.loose],
        located.some((claim) => frontline.isLoose(claim, style) && claim.uncertainty_km) && [ring(), words.ring],
      ].filter(Boolean);
      return el('div', { class: 'fl-legends' }, [
        ...group(words.who, sides.map((side) => [symbol({ ...neutral, actor: side }), words.sides[side]])),
        ...group(words.what, all('event_type', Object.keys(style.shapes)).map((type) => [symbol({ ...neutral, event_type: type }), words.events[type]])),
        ...group(words.sure, [
          ...all('status', Object.keys(style.fills)).map((status) => [symbol({ ...neutral, status }), words.status[status]]),
          ...notes,
        ]),
        ...group(words.ground, ground),
      ]);
    }

    makeAbout() {
      const { words, data } = this;
      const sources = distinct(this.claims.map((claim) => JSON.stringify([claim.source || null, claim.source_url || null])));
      const from = sources.slice(0, MOST_SOURCES).map((pair) => {
        const [source, source_url] = JSON.parse(pair);
        return el('li', {}, this.sentences.source({ source, source_url }));
      });
      const told = (title, items) => (items.length ? [el('h2', {}, title), el('ul', {}, items)] : []);
      return el('footer', { class: 'fl-about' }, [
        el('p', {}, words.meaning),
        ...told(words.claims_from, from),
        this.ground(data.ground || []),
      ]);
    }

    /* The base map's sources that ask for a credit, in a line or two; opened, all of them with licence and link. */
    ground(sources) {
      if (!sources.length) return null;
      const credited = sources.filter((source) => source.licence !== 'public domain');
      const names = credited.map((source) => source.name.replace(/ \(.*\)$/, '')).join('; ');
      const items = sources.map((source) =>
        el('li', {}, [frontline.link(source.url, source.name), `, ${source.licence}`])
      );
      const summary = el('summary', {}, [el('h2', {}, this.words.base_map), names]);
      const details = el('details', {}, [summary, el('ul', {}, items)]);
      details.addEventListener('toggle', () => frontline.moved(this.map));
      return details;
    }
  }

  function ring() {
    const circle = frontline.svg('circle', { r: 10, class: 'fl-ring-key' });
    return frontline.svg('svg', { viewBox: '-14 -14 28 28', width: 22, height: 22, 'aria-hidden': 'true' }, circle);
  }

  /** Furnish a map: `layer` holds the claims, the island of that id the title, the words and the sources. */
  frontline.page = (map, layer, id) => new Page(map, layer, frontline.read(id));
})((window.frontline = window.frontline || {}));
