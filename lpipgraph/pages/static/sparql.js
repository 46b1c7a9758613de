'use strict';
// Raises the form: an editor in the textarea's place, and the answer on the same page.
(() => {
  const form = document.getElementById('sparql');
  if (!form || 'static' in document.documentElement.dataset) return;
  const place = document.getElementById('answer');
  const root = document.documentElement.dataset.root;
  const base = 'https://w3id.org/lpip/';
  const make = (tag, text, properties) => Object.assign(document.createElement(tag), text ? { textContent: text } : {}, properties);
  const cell = (term) => {
    const td = make('td');
    if (!term) return td;
    if (term.type === 'uri' && (term.value.startsWith(base))) {
      const path = term.value.slice(base.length);
      td.append(make('a', term.value, { href: root + path }));
    } else if (term.type === 'uri' && /^https?:/.test(term.value)) {
      td.append(make('a', term.value, { href: term.value, rel: 'external' }));
    } else td.textContent = term.value;
    return td;
  };
  const table = ({ head, results }) => {
    const made = make('table', '', { className: 'rows', ariaLabel: 'Answer' });
    const top = made.createTHead().insertRow();
    for (const name of head.vars) top.append(make('th', name, { scope: 'col' }));
    const body = made.createTBody();
    for (const row of results.bindings) {
      const line = body.insertRow();
      for (const name of head.vars) {
        const td = cell(row[name]);
        td.dataset.head = name;
        line.append(td);
      }
    }
    const box = make('div', '', { className: 'scroll', tabIndex: 0 });
    box.setAttribute('role', 'region');
    box.setAttribute('aria-label', 'Answer');
    box.append(made);
    return box;
  };
  const run = async () => {
    place.replaceChildren(make('p', 'Asking …', { className: 'muted' }));
    const begun = performance.now();
    const answer = await fetch(`${form.action}?${new URLSearchParams({ query: form.query.value })}`, {
      headers: { accept: 'application/sparql-results+json, text/turtle;q=0.9' },
    });
    const seconds = ((performance.now() - begun) / 1000).toFixed(2);
    const text = await answer.text();
    if (!answer.ok) {
      let said = text;
      try { said = JSON.parse(text).detail ?? text; } catch { /* it is plain text */ }
      const problem = make('p', said, { className: 'finding' });
      problem.setAttribute('role', 'alert');
      return place.replaceChildren(make('h2', 'No answer'), problem);
    }
    const parts = [make('h2', 'Answer')];
    const cut = answer.headers.get('lpip-truncated') ? ' More were cut: give the query a LIMIT.' : '';
    if ((answer.headers.get('content-type') ?? '').includes('json')) {
      const found = JSON.parse(text);
      if ('boolean' in found) parts.push(make('p', found.boolean ? 'Yes.' : 'No.'));
      else {
        const n = found.results.bindings.length;
        parts.push(make('p', `${n.toLocaleString('en')} row${n === 1 ? '' : 's'} in ${seconds} s.${cut}`, { className: 'muted' }), table(found));
      }
    } else parts.push(make('p', `A graph, in ${seconds} s.${cut}`, { className: 'muted' }), make('pre', text, { tabIndex: 0 }));
    return place.replaceChildren(...parts);
  };
  const submit = (event) => {
    event?.preventDefault();
    run().catch((error) => place.replaceChildren(make('p', `The server did not answer: ${error.message}`, { className: 'finding' })));
  };
  form.addEventListener('submit', submit);
  form.query.addEventListener('keydown', (event) => { if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) submit(event); });
  if (!('missing' in form.dataset)) {
    const words = JSON.parse(document.getElementById('words').textContent);
    document.head.append(make('script', '', { src: form.dataset.words, onload: () => { window.lpipView = window.lpipEditor(form.query, words, submit); } }));
  }
})();
