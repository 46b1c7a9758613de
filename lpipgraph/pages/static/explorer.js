'use strict';
// What every page gets where a script may run: suggestions, cards on names, a button that copies. No page needs it.
(() => {
  const root = document.documentElement.dataset.root;
  const isStatic = 'static' in document.documentElement.dataset;
  const make = (tag, text, properties) => Object.assign(document.createElement(tag), text ? { textContent: text } : {}, properties);
  const load = (name) => new Promise((done, fail) => {
    document.head.append(make('script', '', { src: `${root}assets/${name}`, onload: done, onerror: fail }));
  });
  const fold = (text) => text.normalize('NFKD').replace(/[\u0300-\u036f]/g, '').toLowerCase();

  // --- documents of a site that has no server -------------------------------------------------------------
  let documents;
  const names = () => (documents ??= load('documents.js').then(() => window.lpipDocuments.names.map(
    ([name, kind, path, words, others]) => ({ name, kind, path, words, all: [name, ...others].map(fold) }))));
  const scored = (all, words) => {
    const wanted = fold(words).split(/\s+/).filter(Boolean);
    const whole = wanted.join(' ');
    return all.map((thing) => {
      const best = Math.max(...thing.all.map((name) => {
        if (name === whole) return 4;
        if (name.startsWith(whole)) return 3;
        const starts = name.split(/[^\p{L}\p{N}]+/u);
        if (wanted.every((w) => starts.some((s) => s.startsWith(w)))) return 2;
        return wanted.every((w) => name.includes(w)) ? 1 : 0;
      }));
      return [best, thing];
    }).filter(([best]) => best).sort((a, b) => b[0] - a[0] || a[1].name.length - b[1].name.length).map(([, thing]) => thing);
  };

  // --- suggestions ----------------------------------------------------------------------------------------
  const suggested = async (words) => {
    if (isStatic) {
      return scored(await names(), words).slice(0, 8).map((t) => [t.name, t.kind, `${root}${t.path}/index.html`]);
    }
    const answer = await fetch(`${root}search/suggest?q=${encodeURIComponent(words)}`, { headers: { accept: 'application/json' } });
    if (!answer.ok) return [];
    return (await answer.json()).map((t) => [t.name, t.kind, t.path ? root + t.path : t.url]);
  };
  for (const input of document.querySelectorAll('form[role=search] input')) {
    const list = make('ul', '', { className: 'suggest', hidden: true, id: `${input.id}-list` });
    list.setAttribute('aria-label', 'Suggestions');
    input.after(list);
    let last = 0;
    const close = () => { list.hidden = true; };
    input.addEventListener('input', async () => {
      const words = input.value.trim();
      const mine = ++last;
      if (words.length < 2) return close();
      const found = await suggested(words).catch(() => []);
      // nobody who has gone into the list loses their place to a later answer
      if (mine !== last || list.contains(document.activeElement)) return undefined;
      list.replaceChildren(...found.map(([name, kind, href]) => {
        const item = make('li');
        const link = make('a', name, { href });
        link.append(' ', make('span', kind, { className: 'muted' }));
        item.append(link);
        return item;
      }));
      const box = input.getBoundingClientRect();
      list.hidden = !found.length;
      list.style.setProperty('left', `${box.left + scrollX - (list.offsetParent?.getBoundingClientRect().left ?? 0) - scrollX}px`);
      return undefined;
    });
    const links = () => [...list.querySelectorAll('a')];
    const move = (event, step) => {
      const all = links();
      if (list.hidden || !all.length) return;
      event.preventDefault();
      const at = all.indexOf(document.activeElement) + step;
      (at < 0 ? input : all[Math.min(at, all.length - 1)]).focus();
    };
    for (const part of [input, list]) {
      part.addEventListener('keydown', (event) => {
        if (event.key === 'ArrowDown') move(event, 1);
        else if (event.key === 'ArrowUp') move(event, -1);
        else if (event.key === 'Escape' && !list.hidden) { close(); input.focus(); }
      });
    }
    input.form.addEventListener('focusout', (event) => { if (!input.form.contains(event.relatedTarget)) close(); });
  }

  // --- the search of a site without a server --------------------------------------------------------------
  const search = document.getElementById('search');
  if (search && isStatic) {
    const place = document.getElementById('found');
    const run = async () => {
      const words = search.q.value.trim();
      if (!words) return place.replaceChildren();
      const things = scored(await names(), words);
      const wanted = fold(words).split(/\s+/).filter(Boolean);
      const sentences = [];
      for (const [key, name] of Object.entries(window.lpipDocuments.issues).reverse()) {
        if (!window.lpipSentences?.[key]) await load(name);
        for (const [anchor, section, text] of window.lpipSentences[key]) {
          const folded = fold(text);
          if (wanted.every((w) => folded.includes(w))) sentences.push([key, anchor, section, text]);
        }
      }
      const cards = make('ul', '', { className: 'cards' });
      cards.append(...things.slice(0, 60).map((t) => {
        const item = make('li');
        item.append(make('a', t.name, { href: `${root}${t.path}/index.html`, className: `thing k-${t.kind}` }), ' ',
          make('span', t.kind.replace('-', ' '), { className: 'muted' }));
        if (t.words) item.append(make('p', t.words));
        return item;
      }));
      const passages = make('ol', '', { className: 'passages' });
      passages.append(...sentences.slice(0, 60).map(([key, anchor, section, text]) => {
        const item = make('li');
        const where = make('p', section ? `Under “${section}”, ` : '', { className: 'muted' });
        where.append(make('a', `issue ${key}`, { href: `${root}issue/${key}/index.html#${anchor}` }));
        item.append(make('blockquote', text), where);
        return item;
      }));
      const counted = (found, name) => `${found.length} ${name}${found.length === 1 ? '' : 's'}`;
      place.replaceChildren(
        make('p', `${counted(things, 'name')} and ${counted(sentences, 'sentence')} for “${words}”.`, { className: 'muted' }),
        ...(things.length ? [make('h2', 'Names'), cards] : []),
        ...(sentences.length ? [make('h2', 'In the newsletter'), passages] : []));
      return undefined;
    };
    search.addEventListener('submit', (event) => {
      event.preventDefault();
      history.replaceState(null, '', `?q=${encodeURIComponent(search.q.value)}`);
      run();
    });
    search.q.value = new URLSearchParams(location.search).get('q') ?? '';
    run();
  }

  // --- cards on names -------------------------------------------------------------------------------------
  const data = document.getElementById('cards');
  if (data) {
    const cards = JSON.parse(data.textContent);
    const card = make('div', '', { className: 'card', hidden: true, id: 'card' });
    card.setAttribute('role', 'tooltip');
    document.body.append(card);
    const show = (link) => {
      const [name, kind, words] = cards[link.dataset.card] ?? [];
      if (!name) return;
      card.replaceChildren(make('b', name), make('small', kind), ...(words ? [make('div', words)] : []));
      card.hidden = false;
      link.setAttribute('aria-describedby', 'card');
      const box = link.getBoundingClientRect();
      const left = Math.min(box.left, document.documentElement.clientWidth - card.offsetWidth - 8);
      const below = box.bottom + card.offsetHeight + 8 < innerHeight;
      card.style.left = `${Math.max(8, left) + scrollX}px`;
      card.style.top = `${(below ? box.bottom + 6 : box.top - card.offsetHeight - 6) + scrollY}px`;
    };
    const hide = (link) => { card.hidden = true; link?.removeAttribute('aria-describedby'); };
    const of = (event) => event.target.closest?.('a[data-card]');
    for (const [type, does] of [['mouseover', show], ['focusin', show], ['mouseout', hide], ['focusout', hide]]) {
      document.addEventListener(type, (event) => { const link = of(event); if (link) does(link); });
    }
    document.addEventListener('keydown', (event) => { if (event.key === 'Escape') hide(document.querySelector('[aria-describedby=card]')); });
  }

  // --- an IRI to copy -------------------------------------------------------------------------------------
  const iri = document.getElementById('iri');
  if (iri && navigator.clipboard) {
    const button = make('button', 'Copy', { type: 'button', className: 'close' });
    button.setAttribute('aria-label', 'Copy this thing’s IRI');
    button.addEventListener('click', async () => {
      await navigator.clipboard.writeText(iri.textContent);
      button.textContent = 'Copied';
      setTimeout(() => { button.textContent = 'Copy'; }, 2000);
    });
    iri.after(' ', button);
  }
})();
