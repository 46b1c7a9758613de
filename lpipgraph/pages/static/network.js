'use strict';
// Draws the network of the page's own data; an edge opens its evidence, a thing its page.
(() => {
  const place = document.getElementById('picture');
  const data = document.getElementById('graph');
  if (!place || !data) return;
  const graph = JSON.parse(data.textContent);

  // a site of files cannot be asked: there the form is answered here
  const form = document.getElementById('filter');
  if (form && 'static' in document.documentElement.dataset) {
    const kinds = new Map(graph.nodes.map(([id, , kind]) => [id, kind]));
    const issues = new Map([...document.querySelectorAll('tr[data-key]')].map((row) => [row.dataset.key, row.dataset.issues.split(' ')]));
    const filter = () => {
      const { theme, route, kind, issue, least } = Object.fromEntries(new FormData(form));
      const centre = graph.nodes.find(([, , k, href]) => theme && k === 'theme' && href.endsWith(`theme/${theme}/index.html`))?.[0];
      const near = new Set([centre]);
      for (const [, one, other] of graph.edges) if (other === centre) near.add(one);
      const shown = new Set(graph.edges.filter(([key, one, other, by, times]) =>
        (!theme || one === centre || other === centre || (near.has(one) && near.has(other))) && (!route || by === route)
        && (!kind || kinds.get(one) === kind || kinds.get(other) === kind) && (!issue || issues.get(key)?.includes(issue))
        && times >= Number(least)).map(([key]) => key));
      for (const row of document.querySelectorAll('tr[data-key]')) row.hidden = !shown.has(row.dataset.key);
      document.getElementById('count').textContent = shown.size;
      window.lpipNetwork?.edges().forEach((edge) => edge.style('display', shown.has(edge.id()) ? 'element' : 'none'));
      window.lpipNetwork?.nodes().forEach((node) => node.style('display', node.connectedEdges().some((e) => shown.has(e.id())) ? 'element' : 'none'));
    };
    form.hidden = false;
    form.addEventListener('change', filter);
    form.addEventListener('submit', (event) => event.preventDefault());
  }
  if ('missing' in place.dataset) return;
  const colour = (name, property) => {
    const probe = document.body.appendChild(Object.assign(document.createElement('i'), { className: name }));
    const found = getComputedStyle(probe)[property];
    probe.remove();
    return found;
  };
  const draw = () => {
    place.hidden = false;
    place.setAttribute('role', 'img');
    place.setAttribute('aria-label', `A network of ${graph.nodes.length} things and ${graph.edges.length} links; the table holds the same.`);
    document.getElementById('picture-note').textContent = 'Choose a line to read the words behind it, a thing to open its page. The same links stand in the table.';
    const text = getComputedStyle(document.body).color;
    const line = colour('muted', 'color');
    // drawn as large as its names need, and then as a whole: on a narrow screen upright
    const larger = Math.sqrt(Math.max(1, graph.nodes.length / 40));
    const upright = place.clientWidth < place.clientHeight;
    const [wide, high] = [1030 * larger, 560 * larger];
    const at = (x, y) => (upright ? { x: y * high * 1.25, y: x * wide * 0.8 } : { x: x * wide, y: y * high });
    const shapes = { theme: 'round-rectangle', organisation: 'ellipse', person: 'triangle' };
    const view = window.cytoscape({
      container: place,
      elements: [
        ...graph.nodes.map(([id, label, kind, href, x, y, links]) => ({
          data: { id, label, kind, href, links, size: 14 + 5 * Math.sqrt(links), font: Math.min(22, 11 + 1.6 * Math.sqrt(links) * larger) }, position: at(x, y),
        })),
        ...graph.edges.map(([key, source, target, route, times]) => ({ data: { id: key, source, target, route, times: Math.min(times, 6) } })),
      ],
      layout: { name: 'preset', padding: 16 },
      minZoom: 0.2,
      maxZoom: 4,
      userZoomingEnabled: false,
      autoungrabify: true,
      style: [
        { selector: 'node', style: {
          label: 'data(label)', width: 'data(size)', height: 'data(size)', 'font-size': 'data(font)', color: text, 'text-wrap': 'wrap',
          'text-max-width': 120, 'text-valign': 'bottom', 'text-margin-y': 4, 'border-width': 1.5, 'border-color': line,
          'text-outline-width': 2, 'text-outline-color': colour('network', 'backgroundColor'),
        } },
        ...Object.entries(shapes).map(([kind, shape]) => ({ selector: `node[kind="${kind}"]`, style: { shape, 'background-color': colour(`k-${kind}`, 'backgroundColor') } })),
        { selector: 'node[kind="theme"]', style: { 'font-weight': 'bold' } },
        { selector: 'edge', style: { width: 'data(times)', 'line-color': line, opacity: 0.55, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'target-arrow-color': line, 'arrow-scale': 0.8 } },
        { selector: '.near', style: { opacity: 1, 'line-color': text, 'target-arrow-color': text, label: 'data(route)', 'font-size': 11, color: text, 'text-rotation': 'autorotate', 'text-outline-width': 2, 'text-outline-color': colour('network', 'backgroundColor') } },
        { selector: '.far', style: { opacity: 0.15 } },
        { selector: '.quiet', style: { 'text-opacity': 0 } },
      ],
    });
    // where the whole is small, the most linked things are named all the same
    const floor = 11 / view.zoom();
    for (const node of view.nodes().sort((a, b) => b.data('links') - a.data('links')).slice(0, 8)) node.data('font', Math.max(node.data('font'), floor));
    // of names that would lie over each other, the one of the thing with more links is shown; all show when one points there
    const quieten = () => {
      const taken = [];
      const small = 9 / view.zoom();
      for (const node of view.nodes().sort((a, b) => b.data('links') - a.data('links') || (a.id() < b.id() ? -1 : 1))) {
        const box = node.boundingBox({ includeNodes: false, includeEdges: false, includeOverlays: false, includeLabels: true });
        const clear = node.data('font') >= small && taken.every((other) => box.x2 < other.x1 || other.x2 < box.x1 || box.y2 < other.y1 || other.y2 < box.y1);
        node.toggleClass('quiet', !clear);
        if (clear) taken.push(box);
      }
    };
    quieten();
    view.on('zoom', quieten);
    const bar = Object.assign(document.createElement('div'), { className: 'zoom' });
    for (const [word, said, by] of [['+', 'Zoom in', 1.4], ['−', 'Zoom out', 1 / 1.4], ['Whole', 'Show the whole network', 0]]) {
      const button = Object.assign(document.createElement('button'), { type: 'button', textContent: word });
      button.setAttribute('aria-label', said);
      button.addEventListener('click', () => (by
        ? view.zoom({ level: view.zoom() * by, renderedPosition: { x: place.clientWidth / 2, y: place.clientHeight / 2 } })
        : view.fit(undefined, 16)));
      bar.append(button);
    }
    place.before(bar);
    view.on('tap', 'edge', (event) => document.getElementById(event.target.id())?.showPopover());
    view.on('tap', 'node', (event) => location.assign(event.target.data('href')));
    view.on('mouseover', 'node', (event) => {
      const near = event.target.closedNeighborhood();
      view.elements().not(near).addClass('far');
      near.removeClass('quiet').edges().addClass('near');
    });
    view.on('mouseover', 'edge', (event) => event.target.addClass('near'));
    view.on('mouseout', 'node, edge', () => { view.elements().removeClass('far near'); quieten(); });
    window.lpipNetwork = view;
  };
  document.head.append(Object.assign(document.createElement('script'), { src: place.dataset.script, onload: draw }));
})();
