/* A claim in words: its heading, who says so, when, where, how many. */
(function (frontline) {
  'use strict';

  const { el, say, said } = frontline;
  // Words of a report that name no more than the country: itself, its adjective, its people.
  const COUNTRY = {
    RU: /^(the )?(russia(ns?)?|russian federation|рф|росі[яїюєй]\p{L}*( федераці\p{L}+)?|росси\p{L}+( федераци\p{L}+)?)(['’]s?)?$/iu,
    UA: /^(the )?(ukraine|ukrainians?|україн\p{L}+|украин\p{L}+)(['’]s?)?$/iu,
  };

  /** Words of one language for the claims of one table. */
  frontline.Sentences = class {
    constructor(words, lang) {
      this.words = words;
      this.number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
      this.plural = new Intl.PluralRules(lang);
      const locale = lang === 'en' ? 'en-GB' : lang; // the day before the month, as the war's own reports have it
      const format = (parts) => new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' });
      this.formats = {
        day: format({ day: 'numeric', month: 'long', year: 'numeric' }),
        brief: format({ day: 'numeric', month: 'short' }),
        short: format({ day: 'numeric', month: 'short', year: 'numeric' }),
        month: format({ month: 'long', year: 'numeric' }),
        year: format({ year: 'numeric' }),
      };
    }

    day(text, precision) {
      return (this.formats[precision] || this.formats.day).format(new Date(text + 'T00:00:00Z'));
    }

    /** "12–14 August 2025", or the one day that both are. */
    days(first, last) {
      if (!last || first === last) return this.day(first);
      return this.formats.day.formatRange(new Date(first + 'T00:00:00Z'), new Date(last + 'T00:00:00Z'));
    }

    date(claim, form) {
      if (!claim.date) return this.words.undated;
      if (claim.date_precision === 'month' || claim.date_precision === 'year') {
        return this.day(claim.date, claim.date_precision);
      }
      if (claim.date_end && claim.date_end !== claim.date) return this.days(claim.date, claim.date_end);
      return this.day(claim.date, form);
    }

    /** The same for a line of the list: without the year, if it is the year of the reports. */
    brief(claim) {
      return this.date(claim, (claim.date || '').startsWith(this.year) ? 'brief' : 'short');
    }

    /** The place as the report names it; null if it names none. */
    place(claim) {
      if (claim.place_text) return claim.place_text;
      if (claim.admin_text) return this.region(claim.admin_text);
      return claim.place_name || null;
    }

    region(name) {
      // "Donetsk" wants the word, "Donetsk Oblast" and "Crimea" do not
      const whole = /oblast|region|област|крим|crimea/i.test(name);
      return whole ? name : say(this.words.region_of, { region: name });
    }

    /** What is said to have happened, and where: "Capture of Iskra". */
    heading(claim) {
      const words = this.words;
      const place = this.place(claim);
      const event = words.events[claim.event_type] || claim.event_type;
      const few = ['settlements', 'drones', 'missiles', 'bombs'].filter((name) => claim[name] !== undefined);
      if (!place) return few.length ? `${event}: ${few.map((name) => this.count(name, claim[name])).join(', ')}` : event;
      if (claim.place_rel === 'near' || claim.place_rel === 'direction') {
        return say(words[claim.place_rel], { event, place });
      }
      const harm = claim.sub_event_type === 'civilian_harm' && claim.event_type === 'other';
      return say((harm ? words.harm : words.at[claim.event_type]) || '{place}', { place });
    }

    /** How the claim is made, and by whom: "claimed by the defence ministry". */
    standing(claim) {
      const patterns = this.words.status_by;
      if (!claim.claimant) return patterns[claim.status];
      return say(patterns[claim.status + '_by'], { who: claim.claimant });
    }

    /** All of it in a breath, for who cannot see the symbol. */
    label(claim) {
      const parts = [this.heading(claim), this.standing(claim)];
      if (claim.verification) parts.push(this.words.verification[claim.verification]);
      return [...parts, this.date(claim)].map(frontline.plain).join(', ');
    }

    count(name, n) {
      const forms = this.words.counts[name];
      return say(forms[this.plural.select(n)] || forms.other, { n: this.number.format(n) });
    }

    /** Every number of the claim, units spelt out. */
    numbers(claim) {
      const told = [];
      if (claim.distance_km !== undefined) {
        const n = this.number.format(claim.distance_km) + '\u00a0' + this.words.units.km;
        told.push(say(this.words.ops[claim.distance_op] || '{n}', { n }));
      }
      if (claim.area_km2 !== undefined) told.push(this.number.format(claim.area_km2) + '\u00a0' + this.words.units.km2);
      if (claim.percent !== undefined) told.push(this.number.format(claim.percent) + '\u00a0%');
      const counts = Object.keys(this.words.counts).filter((name) => claim[name] !== undefined);
      return [...told, ...counts.map((name) => this.count(name, claim[name]))];
    }

    when(claim) {
      if (!claim.date) return this.words.undated;
      const how = [this.words.precision[claim.date_precision], this.words.basis[claim.date_basis]].filter(Boolean);
      return this.date(claim) + (how.length ? ` (${how.join('; ')})` : '');
    }

    /** The place as written, what became of it, and how far off it may be. */
    where(claim) {
      const { words } = this;
      const written = [claim.place_text, claim.admin_text && this.region(claim.admin_text)].filter(Boolean);
      if (!written.length && !claim.place_name) return [words.no_place];
      const now = claim.place_name && claim.place_name !== claim.place_text ? claim.place_name : null;
      const told = [...new Set([claim.admin1, claim.admin2].filter(Boolean))].join(', ');
      const found = [
        now && claim.resolution !== 'region_only' ? say(words.is_now, { place: now }) : null,
        told || null,
        words.resolution[claim.resolution],
        claim.uncertainty_km !== undefined
          ? say(words.within, { km: this.number.format(claim.uncertainty_km) })
          : null,
      ].filter(Boolean);
      const parts = written.length ? [el('q', {}, said(written.join(', ')))] : [];
      if (parts.length && found.length) parts.push(el('br'));
      return [...parts, said(found.join('; '), 'fl-mute')];
    }

    /** Who says so, on whose side. */
    says(claim) {
      const side = this.words.claimant_sides[claim.claimant_side];
      if (!claim.claimant) return side ? [side] : [];
      return [said(claim.claimant), side ? ` (${side})` : ''];
    }

    /** Everything the row says, as elements: the popup's content, and the list's for claims without a point. */
    card(claim) {
      const { labels } = this.words;
      const rows = [
        [labels.says, this.says(claim)],
        [labels.relay, claim.relay ? [said(claim.relay)] : []],
        [labels.check, claim.verification ? [this.words.verification[claim.verification]] : []],
        [labels.acts, this.acts(claim)],
        [labels.kind, claim.sub_event_type ? [this.words.sub[claim.sub_event_type] || claim.sub_event_type] : []],
        [labels.numbers, this.numbers(claim).length ? [this.numbers(claim).join(', ')] : []],
        [labels.when, [this.when(claim)]],
        [labels.reported_on, claim.published ? [this.day(claim.published)] : []],
        [labels.where, this.where(claim)],
        [labels.source, this.source(claim)],
      ].filter(([, told]) => told.length);
      const list = el('dl', {}, rows.flatMap(([name, told]) => [el('dt', {}, name), el('dd', {}, told)]));
      const tongue = /^[a-z]{2,3}$/.test(claim.lang || '') ? claim.lang : null;
      const hedge = claim.hedge ? ` (${this.words.hedge[claim.hedge] || claim.hedge})` : '';
      return [
        el('h3', {}, said(this.heading(claim))),
        el('p', { class: 'fl-standing' }, [said(this.standing(claim)), hedge]),
        claim.evidence ? el('blockquote', { lang: tongue }, said(claim.evidence)) : null,
        list,
      ];
    }

    /** Which side acts, and in which words, where these say more than the side. */
    acts(claim) {
      const side = claim.actor ? this.words.sides[claim.actor] : null;
      const same = side && COUNTRY[claim.actor] && COUNTRY[claim.actor].test((claim.actor_text || '').trim());
      const quoted = claim.actor_text && !same ? el('q', {}, said(claim.actor_text)) : null;
      if (side && quoted) return [side, ' (', quoted, ')'];
      return [side || quoted].filter(Boolean);
    }

    source(claim) {
      if (!claim.source && !claim.source_url) return [this.words.no_source];
      const name = claim.source || claim.source_url;
      return [claim.source_url ? frontline.link(claim.source_url, name) : said(name)];
    }
  };
})((window.frontline = window.frontline || {}));
