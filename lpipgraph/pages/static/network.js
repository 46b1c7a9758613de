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
    const [wide, high] = [Math.max(place.clientWidth - 120, 480), Math.max(place.clientHeight - 90, 420)];
    const shapes = { theme: 'round-rectangle', organisation: 'ellipse', person: 'triangle' };
    const view = window.cytoscape({
      container: place,
      elements: [
        ...graph.nodes.map(([id, label, kind, href, x, y, links]) => ({
          data: { id, label, kind, href, size: 16 + 5 * Math.sqrt(links) }, position: { x: x * wide, y: y * high },
        })),
        ...graph.edges.map(([key, source, target, route, times]) => ({ data: { id: key, source, target, route, times: Math.min(times, 6) } })),
      ],
      layout: { name: 'preset', padding: 24 },
      minZoom: 0.2,
      maxZoom: 4,
      userZoomingEnabled: false,
      autoungrabify: true,
      style: [
        { selector: 'node', style: {
          label: 'data(label)', width: 'data(size)', height: 'data(size)', 'font-size': 12, color: text, 'text-wrap': 'wrap',
          'text-max-width': 120, 'text-valign': 'bottom', 'text-margin-y': 4, 'border-width': 1.5, 'border-color': line,
          'text-outline-width': 2, 'text-outline-color': colour('network', 'backgroundColor'),
        } },
        ...Object.entries(shapes).map(([kind, shape]) => ({ selector: `node[kind="${kind}"]`, style: { shape, 'background-color': colour(`k-${kind}`, 'backgroundColor') } })),
        { selector: 'node[kind="theme"]', style: { 'font-weight': 'bold' } },
        { selector: 'edge', style: { width: 'data(times)', 'line-color': line, opacity: 0.55, 'curve-style': 'bezier', 'target-arrow-shape': 'triangle', 'target-arrow-color': line, 'arrow-scale': 0.8 } },
        { selector: '.near', style: { opacity: 1, 'line-color': text, 'target-arrow-color': text, label: 'data(route)', 'font-size': 11, color: text, 'text-rotation': 'autorotate', 'text-outline-width': 2, 'text-outline-color': colour('network', 'backgroundColor') } },
        { selector: '.far', style: { opacity: 0.15 } },
      ],
    });
    view.on('tap', 'edge', (event) => document.getElementById(event.target.id())?.showPopover());
    view.on('tap', 'node', (event) => location.assign(event.target.data('href')));
    view.on('mouseover', 'node', (event) => {
      const near = event.target.closedNeighborhood();
      view.elements().not(near).addClass('far');
      near.edges().addClass('near');
    });
    view.on('mouseover', 'edge', (event) => event.target.addClass('near'));
    view.on('mouseout', 'node, edge', () => view.elements().removeClass('far near'));
    window.lpipNetwork = view;
  };
  document.head.append(Object.assign(document.createElement('script'), { src: place.dataset.script, onload: draw }));
})();
