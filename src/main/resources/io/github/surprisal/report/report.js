(function () {
'use strict';
const data = JSON.parse(document.getElementById('data').textContent);
const root = document.documentElement;
root.classList.add('scripted');

// A column as it is in the data.
const NAME = 0, NUMBER = 1, DISTINCT = 2, NULLS = 3, ENTROPY = 4, NORMALIZED = 5, GAIN = 6, GAIN_ERROR = 7, ADJUSTED = 8,
  P = 9, LOG_P = 10, FLAGS = 11, HEIGHTS = 12, SHARES = 13, MODE = 14, MODE_SHARE = 15,
  ENTROPY_ERROR = 16;
const SCALE = 10000;
const COLORS = ['#4269d0', '#efb118', '#ff725c', '#6cc5b0', '#a463f2', '#ff8ab7', '#9c6b4e', '#3ca951'];
const NONE = '–';
const hasLabel = data.label !== '';

function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    element.setAttribute(key, value);
  }
  element.append(...children);
  return element;
}

function minus(text) {
  return text.startsWith('-') ? '−' + text.slice(1) : text;
}

// As Figures.figure in Java, which writes the first rows.
function figure(x) {
  if (x === null || x === undefined || Number.isNaN(x)) return NONE;
  if (Number.isInteger(x) && Math.abs(x) < 1e15) return minus(x.toLocaleString('en-US'));
  const size = Math.abs(x);
  return minus(size >= 0.0001 && size < 1e9 ? x.toFixed(size < 0.001 ? 5 : 4) : x.toExponential(1));
}

function percent(x) {
  return x === null ? NONE : minus((100 * x).toFixed(x === 0 || x === 1 ? 0 : 1) + '%');
}

function name(text) {
  return text === null ? 'null' : text === '' ? '(empty)' : text;
}

function short(text, most) {
  const points = Array.from(name(text));
  return points.length > most ? points.slice(0, most - 1).join('') + '…' : points.join('');
}

// ---- the table of columns -------------------------------------------------------------------------------------------

const table = document.getElementById('t-columns');
const body = table && table.tBodies[0];
const STEP = 100;
const fixed = new Map();
let order = data.columns.map((column, id) => id);
let shown = 0;

function svg(markup, box, kind) {
  const holder = document.createElement('template');
  holder.innerHTML = '<svg ' + (kind ? 'class="' + kind + '" ' : '') + 'viewBox="' + box
    + '" preserveAspectRatio="none" aria-hidden="true">' + markup + '</svg>';
  return holder.content;
}

function bars(heights, shares) {
  let path = '';
  for (let i = 0; i < heights.length; i++) {
    const full = Math.max(1, parseInt(heights[i], 36));
    const height = shares === null ? full : Math.floor(full * parseInt(shares[i], 36) / 35 + 0.5);
    if (height > 0) path += 'M' + i + '.5 35v-' + height;
  }
  return path;
}

function bar(value, error, most) {
  const place = x => String(+Math.max(0, Math.min(100, 100 * x / most)).toFixed(2));
  let markup = '';
  if (value !== null && most > 0) {
    if (value > 0) markup += '<path d="M0 1h' + place(value) + 'v8h-' + place(value) + 'z"/>';
    if (error > 0) {
      const from = place(value - error), to = place(value + error);
      markup += '<path class="line" d="M' + from + ' 5H' + to + 'M' + from + ' 2v6M' + to + ' 2v6"/>';
    }
  }
  return svg(markup, '0 0 100 10', 'bar');
}

function row(id) {
  if (fixed.has(id)) return fixed.get(id);
  const c = data.columns[id];
  const head = make('th', {scope: 'row'}, make('button', {type: 'button', class: 'n', 'aria-expanded': 'false'}, make('bdi', {}, c[NAME])));
  c[FLAGS].forEach(flag => head.append(' ', make('span', {class: 'flag'}, flag)));
  const picture = make('td', {class: 'w d'});
  picture.append(svg('<path d="' + bars(c[HEIGHTS], null) + '"/>'
    + (c[SHARES] ? '<path class="p" d="' + bars(c[HEIGHTS], c[SHARES]) + '"/>' : ''), '0 0 ' + Math.max(7, c[HEIGHTS].length) + ' 35'));
  const entropy = make('td', {class: hasLabel ? 'b w' : 'b'}, figure(c[ENTROPY]));
  entropy.append(bar(c[ENTROPY], c[ENTROPY_ERROR], +table.dataset.entropy));
  const made = make('tr', {id: 'c' + id}, head, picture, make('td', {class: 'w'}, figure(c[DISTINCT])),
    make('td', {class: 'w'}, percent(c[NULLS])), entropy);
  if (hasLabel) {
    const gain = make('td', {class: 'b'}, figure(c[GAIN]));
    gain.append(bar(c[GAIN], c[GAIN_ERROR], +table.dataset.gain));
    made.append(gain, make('td', {class: 'w'}, figure(c[ADJUSTED])), make('td', {class: 'w'}, c[P]));
  }
  fixed.set(id, made);
  return made;
}

function showMore(count) {
  const until = Math.min(order.length, shown + count);
  const rows = document.createDocumentFragment();
  for (; shown < until; shown++) {
    const made = row(order[shown]);
    rows.append(made);
    if (made.detail) rows.append(made.detail);
  }
  body.append(rows);
  document.getElementById('more').hidden = shown >= order.length;
}

function showAgain(count) {
  body.replaceChildren();
  shown = 0;
  showMore(Math.max(STEP, count || 0));
}

const SORTS = {
  name: id => data.columns[id][NAME].toLowerCase(),
  distinct: id => data.columns[id][DISTINCT],
  nulls: id => data.columns[id][NULLS],
  entropy: id => data.columns[id][ENTROPY],
  gain: id => data.columns[id][GAIN],
  adjusted: id => data.columns[id][ADJUSTED],
  p: id => data.columns[id][LOG_P]
};
let sorting = null;
let ascending = false;

function arrange() {
  const wanted = document.getElementById('search').value.trim().toLowerCase();
  order = data.columns.map((column, id) => id).filter(id => data.columns[id][NAME].toLowerCase().includes(wanted));
  if (sorting) {
    const key = SORTS[sorting];
    order.sort((a, b) => {
      const x = key(a), y = key(b);
      // What is undefined comes last either way.
      if (x === null || y === null) return (x === null) - (y === null) || a - b;
      return (x < y ? -1 : x > y ? 1 : 0) * (ascending ? 1 : -1) || a - b;
    });
  }
  document.getElementById('found').textContent = wanted ? order.length.toLocaleString('en-US') + ' of '
    + data.columns.length.toLocaleString('en-US') : '';
  showAgain();
}

function sortBy(head) {
  const key = head.dataset.sort;
  ascending = sorting === key ? !ascending : key === 'name' || key === 'p';
  sorting = key;
  table.querySelectorAll('th[aria-sort]').forEach(other => other.removeAttribute('aria-sort'));
  head.setAttribute('aria-sort', ascending ? 'ascending' : 'descending');
  arrange();
}

// ---- charts ---------------------------------------------------------------------------------------------------------

function chart(into, options, label) {
  const width = Math.max(240, Math.min(640, into.clientWidth || 480));
  const drawn = Plot.plot(Object.assign({width, style: {background: 'transparent', color: 'inherit', fontFamily: 'inherit'}}, options));
  const picture = drawn.tagName === 'svg' ? drawn : drawn.querySelector('svg');
  // A group may have no name of its own; the picture has one.
  picture.querySelectorAll('g[aria-label]').forEach(group => group.removeAttribute('aria-label'));
  picture.setAttribute('role', 'img');
  picture.setAttribute('aria-label', label);
  into.append(drawn);
}

function legend(entries) {
  return make('ul', {class: 'legend'}, ...entries.map(([text, color]) => {
    const mark = make('i', {});
    mark.style.background = color;
    return make('li', {}, mark, make('bdi', {}, text));
  }));
}

function grid(heads, rows, caption) {
  const made = make('table', {}, make('thead', {}, make('tr', {}, ...heads.map(head => make('th', {scope: 'col'}, head)))));
  const inside = make('tbody', {});
  rows.forEach(cells => inside.append(make('tr', {}, ...cells.map((cell, i) =>
    i === 0 ? make('th', {scope: 'row'}, make('bdi', {}, cell)) : make('td', {}, cell)))));
  made.append(inside);
  return make('details', {}, make('summary', {}, caption), make('div', {class: 'table-of', tabindex: 0, role: 'region', 'aria-label': caption}, made));
}

// Bars side by side where neighbours are near each other, one below the other where they have names.
function layout(isOrdered, labels, value) {
  const texts = labels.map((label, i) => short(label, isOrdered ? 22 : 26));
  const format = i => texts[i];
  const domain = labels.map((label, i) => i);
  const longest = Math.max(...texts.map(text => Array.from(text).length), 1);
  return isOrdered
    ? {x: {type: 'band', domain, tickFormat: format, tickRotate: -45, label: null, ticks: thin(domain, 16)},
      y: {grid: true, label: value}, marginBottom: Math.min(110, 22 + 5 * longest), marginLeft: 50, height: 240}
    : {y: {type: 'band', domain, tickFormat: format, label: null}, x: {grid: true, label: value},
      marginLeft: Math.min(190, 16 + 7 * longest), height: 50 + 20 * labels.length, marginTop: 10};
}

function thin(domain, most) {
  const each = Math.ceil(domain.length / most);
  return domain.filter(i => i % each === 0);
}

// Of bins the data has the upper edges.
function named(detail) {
  if (!detail.e) return detail;
  let before = null;
  const b = detail.b.map(bin => {
    const upper = bin[0];
    const label = upper === 'NaN' ? 'NaN' : before === null ? (upper === '' ? 'all' : '≤ ' + upper)
      : upper === '' ? '> ' + before : before + ' – ' + upper;
    before = upper;
    return [label, ...bin.slice(1)];
  });
  return Object.assign({}, detail, {b});
}

function distribution(box, c, detail) {
  const names = detail.k.map(k => data.classes[k] === undefined ? 'class ' + k : data.classes[k]);
  const labels = detail.b.map(b => b[0]);
  const known = b => detail.k.some((k, i) => b[2 + i] > 0);
  const stacks = [];
  detail.b.forEach((b, i) => {
    let rest = b[1];
    if (known(b)) {
      detail.k.forEach((k, j) => {
        stacks.push({i, part: j, rows: b[2 + j], label: name(b[0]), of: names[j], all: b[1]});
        rest -= b[2 + j];
      });
    }
    if (rest > 1e-9 * b[1]) stacks.push({i, part: -1, rows: rest, label: name(b[0]), of: known(b) ? 'others' : 'rows', all: b[1]});
  });
  const color = part => part < 0 ? '#9aa5b1' : COLORS[part];
  const title = d => d.label + '\n' + (d.of === 'rows' ? '' : d.of + ': ') + figure(d.rows) + (d.of === 'rows' ? ' rows' : ' of ' + figure(d.all) + ' rows, ' + percent(d.rows / d.all));
  const holder = make('div', {class: 'chart'}, make('h4', {}, hasLabel && names.length ? 'Distribution by ' + data.label : 'Distribution'));
  box.append(holder);
  const entries = names.map((text, i) => [text, color(i)]);
  if (stacks.some(d => d.part < 0 && d.of === 'others')) entries.push(['others', color(-1)]);
  if (names.length) holder.append(legend(entries));
  const options = layout(detail.o, labels, '↑ rows');
  const place = detail.o ? {x: 'i', y: 'rows'} : {y: 'i', x: 'rows'};
  if (!detail.o) options.x.label = 'rows →';
  options.marks = [(detail.o ? Plot.barY : Plot.barX)(stacks, Object.assign({fill: d => color(d.part), title, tip: true}, place)),
    (detail.o ? Plot.ruleY : Plot.ruleX)([0])];
  chart(holder, options, 'Distribution of ' + c[NAME]);

  const evidence = detail.b.map((b, i) => ({i, w: b[2 + names.length], label: name(b[0])})).filter(d => d.w !== undefined && d.w !== null);
  if (evidence.length) {
    const woe = make('div', {class: 'chart'}, make('h4', {}, 'Weight of evidence for ' + names[1] + ', in nats'));
    box.append(woe);
    const side = layout(detail.o, labels, '↑ ln odds against all rows');
    if (!detail.o) side.x.label = 'ln odds against all rows →';
    const where = detail.o ? {x: 'i', y: 'w'} : {y: 'i', x: 'w'};
    side.marks = [(detail.o ? Plot.barY : Plot.barX)(evidence, Object.assign({fill: d => d.w > 0 ? COLORS[1] : COLORS[0],
      title: d => d.label + '\n' + figure(d.w), tip: true}, where)), (detail.o ? Plot.ruleY : Plot.ruleX)([0])];
    chart(woe, side, 'Weight of evidence of ' + c[NAME]);
  }
  const heads = [detail.o ? 'bin or value' : 'value', 'rows', ...names].concat(names.length === 2 ? ['share of ' + names[1]] : [], evidence.length ? ['weight of evidence'] : []);
  box.append(make('div', {class: 'wide'}, grid(heads, detail.b.map(b => {
    const cells = [name(b[0]), figure(b[1]), ...detail.k.map((k, i) => figure(b[2 + i]))];
    if (names.length === 2) cells.push(b[2] + b[3] > 0 ? percent(b[3] / (b[2] + b[3])) : NONE);
    if (evidence.length) cells.push(figure(b[2 + names.length]));
    return cells;
  }), 'The same as a table')));
}

function split(box, s) {
  const text = make('div', {class: 'sqlbox wide'}, make('h4', {}, 'Best split'),
    make('p', {}, 'Gain ' + figure(s[1]) + ' ' + data.unit + '; ' + figure(s[2]) + ' rows answer yes, ' + figure(s[3]) + ' no. '
      + (s[4] ? 'It is worth its description.' : 'It is not worth its description (MDL).')));
  if (s[0]) {
    const copy = make('button', {type: 'button'}, 'Copy SQL');
    copy.addEventListener('click', () => {
      const area = make('textarea', {'aria-hidden': 'true'});
      area.value = s[0];
      document.body.append(area);
      area.select();
      const done = document.execCommand('copy');
      area.remove();
      copy.textContent = done ? 'Copied' : 'Copy SQL';
      copy.focus();
    });
    text.append(make('pre', {class: 'sql'}, s[0]), copy);
  }
  box.append(text);
}

function within(box, c, figures) {
  const points = data.groups.map((group, i) => ({group: group[0], rows: group[1],
    gain: figures[0][i] === null ? null : figures[0][i] / SCALE, error: (figures[1][i] || 0) / SCALE})).filter(d => d.gain !== null);
  if (!points.length) return;
  const holder = make('div', {class: 'chart wide'}, make('h4', {}, (hasLabel ? 'Gain' : 'Entropy') + ' per group, largest group first; the line is the whole table'));
  box.append(holder);
  const overall = hasLabel ? c[GAIN] : c[ENTROPY];
  const longest = Math.max(...points.map(d => Math.min(30, d.group.length)));
  chart(holder, {height: 50 + 16 * points.length, marginLeft: Math.min(200, 16 + 6.5 * longest), marginTop: 10,
    x: {grid: true, zero: true, label: data.unit + ' →'}, y: {type: 'band', domain: points.map((d, i) => i), tickFormat: i => short(points[i].group, 30), label: null},
    marks: [Plot.ruleX([overall], {stroke: COLORS[2], strokeDasharray: '4 3'}),
      Plot.ruleY(points, {y: (d, i) => i, x1: d => Math.max(0, d.gain - d.error), x2: d => d.gain + d.error}),
      Plot.dot(points, {y: (d, i) => i, x: 'gain', fill: COLORS[0], r: 3.5, tip: true,
        title: d => d.group + '\n' + figure(d.gain) + ' ± ' + figure(d.error) + ' ' + data.unit + '\n' + figure(d.rows) + ' rows'})]},
    'Gain of ' + c[NAME] + ' per group');
  box.append(make('div', {class: 'wide'}, grid(['group', 'rows', hasLabel ? 'gain' : 'entropy', 'standard error'],
    points.map(d => [d.group, figure(d.rows), figure(d.gain), figure(d.error)]), 'The groups as a table')));
}

function facts(c) {
  const list = make('dl', {class: 'wide'});
  const add = (term, value) => list.append(make('div', {}, make('dt', {}, term), make('dd', {}, make('bdi', {}, value))));
  add('kind', c[NUMBER] ? 'number' : 'category');
  add('different values', figure(c[DISTINCT]));
  add('nulls', percent(c[NULLS]));
  if (c[MODE_SHARE] !== null) add('most frequent', short(c[MODE], 60) + ' (' + percent(c[MODE_SHARE]) + ')');
  add('entropy', figure(c[ENTROPY]) + ' ' + data.unit + (c[NORMALIZED] === null ? '' : ', ' + percent(c[NORMALIZED]) + ' of the most'));
  if (c[GAIN] !== null) {
    add('gain', figure(c[GAIN]) + ' ± ' + figure(c[GAIN_ERROR]) + ' ' + data.unit);
    add('beyond chance', figure(c[ADJUSTED]) + ' ' + data.unit);
    add('p', c[P]);
  }
  return list;
}

function open(made, id) {
  const c = data.columns[id];
  const box = make('div', {class: 'box'});
  const cell = make('td', {colspan: hasLabel ? 8 : 5}, box);
  made.detail = make('tr', {class: 'detail'}, cell);
  made.after(made.detail);
  box.style.maxWidth = Math.max(240, table.parentElement.clientWidth - 24) + 'px';
  box.append(facts(c));
  const detail = data.details[id];
  if (detail && detail.b) distribution(box, c, named(detail));
  if (detail && detail.s) split(box, detail.s);
  if (data.within[id]) within(box, c, data.within[id]);
  if (!detail || (data.groups.length && !data.within[id])) {
    box.append(make('p', {class: 'wide'}, 'More of this column is in the datasets; the page has room for the first ones by rank alone.'));
  }
}

function toggle(made, wanted) {
  const button = made.querySelector('button.n');
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  if (isOpen === wanted) return;
  button.setAttribute('aria-expanded', String(!isOpen));
  made.classList.toggle('open', !isOpen);
  if (isOpen) {
    made.detail.remove();
    made.detail = null;
  } else if (made.id.startsWith('d')) {
    openDrift(made, +made.id.slice(1));
  } else {
    open(made, +made.id.slice(1));
  }
}

// ---- drift ----------------------------------------------------------------------------------------------------------

const driftTable = document.getElementById('t-drift');

function openDrift(made, id) {
  const row = data.drift[id];
  const box = make('div', {class: 'box'});
  made.detail = make('tr', {class: 'detail'}, make('td', {colspan: 9}, box));
  made.after(made.detail);
  box.style.maxWidth = Math.max(240, driftTable.parentElement.clientWidth - 24) + 'px';
  if (!row || !row.b.length) {
    box.append(make('p', {}, 'Its distributions are not on this page.'));
    return;
  }
  const sum = at => row.b.reduce((total, b) => total + b[at], 0) || 1;
  const there = sum(1), here = sum(2);
  const points = row.b.map((b, i) => ({i, label: name(b[0] === null ? 'missing' : b[0]), there: b[1] / there, here: b[2] / here}));
  const isOrdered = points.some(d => /^(≤|>|all$)/.test(d.label)) || points.every(d => d.label === 'missing' || !Number.isNaN(Number(d.label)));
  const holder = make('div', {class: 'chart wide'}, make('h4', {}, 'Shares of rows'), legend([['table', COLORS[0]], ['reference', COLORS[2]]]));
  box.append(holder);
  const options = layout(isOrdered, points.map(d => d.label), '↑ share of rows');
  if (!isOrdered) options.x.label = 'share of rows →';
  (isOrdered ? options.y : options.x).tickFormat = '.0%';
  const title = d => d.label + '\ntable ' + percent(d.here) + ', reference ' + percent(d.there);
  options.marks = isOrdered
    ? [Plot.barY(points, {x: 'i', y: 'here', fill: COLORS[0], fillOpacity: 0.75, title, tip: true}), Plot.tickY(points, {x: 'i', y: 'there', stroke: COLORS[2], strokeWidth: 3}), Plot.ruleY([0])]
    : [Plot.barX(points, {y: 'i', x: 'here', fill: COLORS[0], fillOpacity: 0.75, title, tip: true}), Plot.tickX(points, {y: 'i', x: 'there', stroke: COLORS[2], strokeWidth: 3}), Plot.ruleX([0])];
  chart(holder, options, 'Distributions of ' + row.n);
  box.append(make('div', {class: 'wide'}, grid(['bin or value', 'table', 'reference'], points.map(d => [d.label, percent(d.here), percent(d.there)]), 'The same as a table')));
}

// ---- models and history ---------------------------------------------------------------------------------------------

function models() {
  const calibration = document.getElementById('p-calibration');
  if (calibration && data.calibration.length) {
    const points = together(data.calibration.map(c => ({model: c[0], dataset: c[1], of: c[2], x: c[3], y: c[4], rows: c[5]})));
    const isTested = points.some(d => d.dataset === 'test');
    const classes = [...new Set(points.map(d => d.of))];
    const series = d => [...new Set(points.map(p => p.model))].length > 1 ? d.model : classes.length > 1 ? d.of : d.dataset;
    const isPooled = classes[0] === 'all classes';
    const drawn = points.filter(d => classes.length === 1 && !isPooled || d.dataset === (isTested ? 'test' : 'train'));
    const keys = [...new Set(drawn.map(series))];
    const color = d => COLORS[keys.indexOf(series(d)) % COLORS.length];
    calibration.hidden = false;
    calibration.append(legend(keys.slice(0, 26).map((key, i) => [key, COLORS[i % COLORS.length]])));
    chart(calibration, {height: 320, marginLeft: 50, x: {domain: [0, 1], grid: true, label: 'predicted →'}, y: {domain: [0, 1], grid: true, label: '↑ observed'},
      r: {range: [1.5, 8]},
      marks: [Plot.line([[0, 0], [1, 1]], {strokeDasharray: '4 3', strokeOpacity: 0.6}),
        Plot.line(drawn, {x: 'x', y: 'y', z: d => series(d) + ' ' + d.dataset + ' ' + d.of, stroke: color, strokeWidth: 1.2}),
        Plot.dot(drawn, {x: 'x', y: 'y', r: 'rows', fill: color, fillOpacity: 0.8, tip: true,
          title: d => d.model + ', ' + d.dataset + '\n' + d.of + '\npredicted ' + percent(d.x) + ', observed ' + percent(d.y) + '\n' + figure(d.rows) + ' rows'})]},
      'Calibration');
  }
  line('p-objective', data.objective.map(o => ({key: o[0], x: o[1], y: o[2]})), 'iteration →', 'Objective by iteration', {});
  const path = document.getElementById('p-path');
  if (path && data.path.length) {
    const points = data.path.map(p => ({model: p[0], x: p[1], y: p[2], error: p[3] || 0, chosen: p[4]})).filter(d => d.x > 0);
    path.hidden = points.length === 0;
    if (points.length) {
      chart(path, {height: 320, marginLeft: 55, x: {type: 'log', label: 'λ →'}, y: {grid: true, label: '↑ log-loss'},
        marks: [Plot.ruleX(points, {x: 'x', y1: d => d.y - d.error, y2: d => d.y + d.error, strokeOpacity: 0.5}),
          Plot.line(points, {x: 'x', y: 'y', z: 'model', stroke: COLORS[0]}),
          Plot.dot(points, {x: 'x', y: 'y', stroke: COLORS[0], fill: d => d.chosen ? COLORS[0] : 'none', r: 4, tip: true, title: d => 'λ ' + figure(d.x) + '\n' + figure(d.y)})]},
        'Log-loss by penalty');
    }
  }
  history();
}

// Calibration of many classes: all of them together, by tenths of what was predicted.
function together(points) {
  if (new Set(points.map(d => d.of)).size <= 6) return points;
  const tenths = new Map();
  for (const d of points) {
    const key = d.model + '\n' + d.dataset + '\n' + Math.min(9, Math.floor(10 * d.x));
    const of = tenths.get(key) || {model: d.model, dataset: d.dataset, of: 'all classes', x: 0, y: 0, rows: 0};
    tenths.set(key, Object.assign(of, {x: of.x + d.x * d.rows, y: of.y + d.y * d.rows, rows: of.rows + d.rows}));
  }
  return [...tenths.values()].map(d => Object.assign(d, {x: d.x / d.rows, y: d.y / d.rows})).sort((a, b) => a.x - b.x);
}

function line(id, points, xLabel, label, y) {
  const into = document.getElementById(id);
  if (!into || points.length < 2) return;
  into.hidden = false;
  const keys = [...new Set(points.map(d => d.key))];
  if (keys.length > 1) into.append(legend(keys.map((key, i) => [key, COLORS[i % COLORS.length]])));
  chart(into, {height: 320, marginLeft: 55, x: {label: xLabel, grid: true}, y: Object.assign({grid: true, label: null}, y),
    marks: [Plot.line(points, {x: 'x', y: 'y', z: 'key', stroke: d => COLORS[keys.indexOf(d.key) % COLORS.length]}),
      Plot.dot(points, {x: 'x', y: 'y', r: 2, fill: d => COLORS[keys.indexOf(d.key) % COLORS.length], tip: true,
        title: d => d.key + '\n' + figure(d.x) + ': ' + figure(d.y)})]}, label);
}

function history() {
  const into = document.getElementById('p-history');
  if (!into) return;
  const points = data.history.map(h => ({run: h[0], time: new Date(h[1]), what: h[2], key: h[3], y: h[4]})).filter(d => d.y !== null);
  for (const what of ['gain', 'log-loss', 'drift', 'entropy']) {
    const of = points.filter(d => d.what === what);
    if (new Set(of.map(d => d.run)).size < 2) continue;
    const keys = [...new Set(of.map(d => d.key))];
    const color = d => COLORS[keys.indexOf(d.key) % COLORS.length];
    const holder = make('figure', {}, make('figcaption', {}, what + (what === 'drift' ? ' (Jensen–Shannon divergence, bits)' : ', ' + data.unit)));
    into.append(holder);
    holder.append(legend(keys.map((key, i) => [short(key, 30), COLORS[i % COLORS.length]])));
    chart(holder, {height: 260, marginLeft: 50, x: {type: 'utc', label: null}, y: {grid: true, zero: true, label: null},
      marks: [Plot.line(of, {x: 'time', y: 'y', z: 'key', stroke: color}),
        Plot.dot(of, {x: 'time', y: 'y', fill: color, r: 3, tip: true, title: d => short(d.key, 60) + '\nrun ' + d.run + '\n' + figure(d.y)})]},
      what + ' by run');
  }
}

// ---- beginning ------------------------------------------------------------------------------------------------------

function toHash() {
  const id = decodeURIComponent(location.hash.slice(1));
  if (/^c\d+$/.test(id) && body && data.columns[+id.slice(1)]) {
    const at = +id.slice(1);
    if (!order.includes(at)) {
      document.getElementById('search').value = '';
      arrange();
    }
    const place = order.indexOf(at);
    if (place >= shown) showMore(place - shown + 1);
    toggle(row(at), true);
    row(at).scrollIntoView();
  } else if (/^d\d+$/.test(id) && document.getElementById(id)) {
    if (document.getElementById(id).querySelector('button.n')) toggle(document.getElementById(id), true);
    document.getElementById(id).scrollIntoView();
  }
}

function begin() {
  if (table) {
    for (const made of body.rows) fixed.set(+made.id.slice(1), made);
    shown = body.rows.length;
    document.getElementById('more').hidden = shown >= order.length;
    document.querySelector('#more button').addEventListener('click', () => showMore(STEP));
    document.getElementById('search').addEventListener('input', arrange);
    table.querySelectorAll('th[data-sort]').forEach(head => {
      const button = make('button', {type: 'button', class: 'sort'}, head.textContent);
      head.replaceChildren(button);
      button.addEventListener('click', () => sortBy(head));
    });
  }
  document.addEventListener('click', event => {
    const button = event.target.closest && event.target.closest('button.n');
    if (button) toggle(button.closest('tr'));
  });
  document.querySelectorAll('button.n').forEach(button => button.setAttribute('aria-expanded', 'false'));
  window.addEventListener('hashchange', toHash);
  document.addEventListener('click', event => {
    // A link to where one is already changes no hash.
    const link = event.target.closest && event.target.closest('a[href^="#"]');
    if (link && link.getAttribute('href') === location.hash) toHash();
  });
  window.addEventListener('beforeprint', () => {
    if (body) showMore(order.length);
    document.querySelectorAll('details').forEach(details => { details.open = true; });
  });
  // What is below the first screen is drawn when the page stands.
  requestAnimationFrame(() => setTimeout(() => {
    models();
    if (location.hash) toHash();
  }, 0));
}

begin();
})();
