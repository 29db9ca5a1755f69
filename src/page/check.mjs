// check.mjs DIR ...: looks at the pages of output directories in a real browser, light and dark, wide and narrow, and compares them with
// the Parquet files beside them. Screenshots go to target/page. Ends with 1 and a line for each fault.
import {readFileSync, readdirSync, existsSync, mkdirSync, statSync} from 'node:fs';
import {createRequire} from 'node:module';
import {basename, join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';
import {asyncBufferFromFile, parquetReadObjects} from 'hyparquet';
import {chromium} from 'playwright-core';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = process.env.CHROMIUM || ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
const shots = 'target/page';
const faults = [];
let at = '';
let checks = 0;

function check(holds, what) {
  checks++;
  if (!holds) faults.push(`${at}: ${what}`);
}

async function rows(dir, dataset) {
  const found = [];
  const folder = join(dir, dataset);
  if (!existsSync(folder)) return found;
  // The page beside the datasets is that of the run which was published last.
  const published = name => statSync(join(dir, 'runs', name)).mtimeMs;
  const last = readdirSync(join(dir, 'runs'))
    .filter(name => name.startsWith('run_id='))
    .sort((a, b) => published(b) - published(a))[0];
  for (const part of existsSync(join(folder, last)) ? [last] : []) {
    for (const file of readdirSync(join(folder, part)).filter(name => name.endsWith('.parquet'))) {
      found.push(...await parquetReadObjects({file: await asyncBufferFromFile(join(folder, part, file))}));
    }
  }
  return found.map(row => Object.fromEntries(Object.entries(row).map(([key, value]) => [key, typeof value === 'bigint' ? Number(value) : value])));
}

const overall = row => !row.group_columns || row.group_columns.length === 0;

// As the page writes figures.
function figure(x) {
  if (x === null || x === undefined) return '–';
  const text = Number.isInteger(x) ? x.toLocaleString('en-US') : Math.abs(x) >= 0.0001 ? x.toFixed(Math.abs(x) < 0.001 ? 5 : 4) : x.toExponential(1);
  return text.replace(/^-/, '−');
}

async function open(browser, file, scheme, width, content) {
  const page = await browser.newPage({viewport: {width, height: 900}, colorScheme: scheme});
  page.on('console', message => { if (message.type() === 'error' || message.type() === 'warning') check(false, 'console: ' + message.text()); });
  page.on('pageerror', error => check(false, 'error: ' + error.message));
  page.on('dialog', dialog => { check(false, 'a dialog: ' + dialog.message()); dialog.dismiss(); });
  page.on('request', request => { if (request.url() !== pathToFileURL(file).href) check(false, 'a request: ' + request.url().slice(0, 100)); });
  await page.goto(pathToFileURL(file).href);
  await page.waitForTimeout(150);
  return page;
}

async function accessible(page, when) {
  await page.evaluate(axe);
  const found = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations']}));
  for (const violation of found.violations.filter(v => v.impact === 'serious' || v.impact === 'critical')) {
    check(false, `axe, ${when}: ${violation.id} (${violation.nodes.length}): ${violation.nodes[0].html.slice(0, 120)} ${violation.nodes[0].any.map(any => any.message).join(' ')}`);
  }
  check(found.passes !== undefined, 'axe did not run');
}

const names = page => page.$$eval('#t-columns tbody tr[id] th bdi', all => all.map(element => element.textContent));

async function columns(page, dir) {
  const entropies = (await rows(dir, 'column_entropy')).filter(overall);
  const gains = new Map((await rows(dir, 'information_gain')).filter(overall).map(row => [row.feature, row]));
  if (!entropies.length) return;
  check(new Set(await names(page)).size === Math.min(200, entropies.length), 'not every column is there');
  let compared = 0;
  for (const row of entropies) {
    const text = await page.evaluate(name => [...document.querySelectorAll('#t-columns tbody tr[id]')]
      .find(made => made.querySelector('bdi').textContent === name)?.textContent ?? '', row.column);
    const wanted = [row.distinct, row.entropy];
    const gain = gains.get(row.column);
    if (gain) wanted.push(gain.information_gain, gain.adjusted_information_gain);
    wanted.forEach(value => { compared++; check(text.includes(figure(value)), `${row.column.slice(0, 40)}: ${figure(value)} of the Parquet is not in ${JSON.stringify(text)}`); });
  }
  check(compared >= 6, 'fewer than six figures were compared');

  // Sorting, both ways.
  for (const [head, key] of [['name', row => row.column.toLowerCase()], ['entropy', row => row.entropy], ['distinct', row => row.distinct]]) {
    const button = `th[data-sort=${head}] button`;
    if (!await page.$eval(button, element => element.offsetParent !== null)) continue;
    for (let i = 0; i < 2; i++) {
      await page.click(button);
      const sorted = await page.$eval(`th[data-sort=${head}]`, element => element.getAttribute('aria-sort'));
      const keys = (await names(page)).map(name => key(entropies.find(row => row.column === name)));
      const right = keys.every((value, j) => j === 0 || (sorted === 'ascending' ? keys[j - 1] <= value : keys[j - 1] >= value));
      check(right, `${head} ${sorted}: ${keys.slice(0, 4)}`);
    }
  }
  // Searching.
  const some = entropies[entropies.length - 1].column.slice(0, 3).toLowerCase();
  await page.fill('#search', some);
  const left = entropies.filter(row => row.column.toLowerCase().includes(some)).length;
  check((await names(page)).length === Math.min(100, left), `search for ${some} leaves ${(await names(page)).length}, expected ${left}`);
  check((await page.innerText('#found')).startsWith(left.toLocaleString('en-US') + ' of '), 'the search does not say how many');
  await page.fill('#search', '');

  // Opening.
  for (let id = 0; id < Math.min(3, entropies.length); id++) {
    await page.click(`#c${id} button.n`);
    const name = await page.$eval(`#c${id} bdi`, element => element.textContent);
    const detail = page.locator(`#c${id} + tr.detail`);
    check(await detail.count() === 1, `${name} does not open`);
    check(await detail.locator('svg[role=img]').count() > 0, `${name} opens without a drawing`);
    const text = await detail.innerText();
    const gain = gains.get(name);
    if (gain) check(text.includes(`${figure(gain.information_gain)} ± ${figure(gain.std_error)}`), `${name}: the opened column has not the gain of the Parquet`);
  }
  const first = await page.$eval('#c0 bdi', element => element.textContent);
  const bars = (await rows(dir, 'frequent_values')).filter(row => row.column === first);
  if (bars.length) {
    const shown = await page.$$eval('#c0 + tr.detail .table-of tbody tr', all => all.map(row => row.textContent));
    for (const bar of bars.slice(0, 5)) {
      check(shown.some(text => text.startsWith(bar.value ?? 'null') && text.includes(figure(bar.rows))), `${bar.value}: ${bar.rows} rows of the Parquet are not in the table of values`);
    }
  }
}

// The script makes the rows that the page does not hold: they are to be the same as those that it holds, but for the last digit, as
// the data has fewer of them.
function alike(a, b) {
  const numbers = /-?[\d,]*\.?\d+(?:e[+-]?\d+)?/g;
  const [x, y] = [a, b].map(text => (text.match(numbers) || []).map(number => Number(number.replace(/,/g, ''))));
  return a.replace(numbers, '#') === b.replace(numbers, '#')
    && x.every((number, i) => Math.abs(number - y[i]) <= Math.max(0.02, 0.05 * Math.abs(number) * (Math.abs(number) < 1e-4)));
}

async function sameRows(browser, file) {
  const bare = row => row.replace(/\s*\n\s*/g, '').replace(/ class="open"| class=""/g, '');
  const page = await open(browser, file, 'light', 1280);
  const written = await page.$$eval('#t-columns tbody tr', all => all.map(row => row.outerHTML));
  await page.close();
  const empty = await browser.newPage({viewport: {width: 1280, height: 900}});
  await empty.setContent(readFileSync(file, 'utf8').replace(/(<table id="t-columns"[\s\S]*?<tbody>)[\s\S]*?(<\/tbody>)/, '$1$2'));
  if (written.length) await empty.click('#more button');
  const made = await empty.$$eval('#t-columns tbody tr', all => all.map(row => row.outerHTML));
  await empty.close();
  for (let i = 0; i < Math.min(made.length, written.length); i++) {
    check(alike(bare(made[i]), bare(written[i])), `row ${i} differs: ${bare(made[i])}\n  from ${bare(written[i])}`);
  }
}

async function figures(page, dir) {
  const losses = (await rows(dir, 'log_loss')).filter(overall);
  const curves = (await rows(dir, 'calibration')).filter(overall);
  check(new Set(curves.map(row => row.class)).size > 6 || await page.locator('#p-calibration svg circle').count() === curves.length, `not every one of ${curves.length} bins of calibration is drawn`);
  for (const row of losses) {
    check((await page.textContent('#models')).includes(figure(row.log_loss)), `log-loss ${figure(row.log_loss)} of the Parquet is not there`);
  }
  if (losses.length) {
    check(await page.locator('#p-calibration svg[role=img]').count() === 1, 'no calibration curve');
    check(await page.locator('#p-objective svg[role=img]').count() === 1, 'no objective');
    const largest = (await rows(dir, 'coefficients')).filter(row => row.standardized_coefficient)
      .sort((a, b) => Math.abs(b.standardized_coefficient) - Math.abs(a.standardized_coefficient));
    for (const row of largest.slice(0, 3)) {
      check((await page.textContent('#models')).includes(figure(row.coefficient)), `coefficient ${figure(row.coefficient)} of the Parquet is not there`);
    }
  }
  for (const row of (await rows(dir, 'selection')).filter(overall).slice(0, 3)) {
    check((await page.textContent('#selection')).includes(figure(row.relevance)), `relevance ${figure(row.relevance)} of the Parquet is not there`);
  }
  for (const row of (await rows(dir, 'drift')).filter(overall).filter(row => row.js_divergence !== null && row.js_divergence !== undefined).slice(0, 5)) {
    check((await page.textContent('#drift')).includes(figure(row.js_divergence)), `divergence ${figure(row.js_divergence)} of the Parquet is not there`);
  }
  const grouped = (await rows(dir, 'drift')).some(row => !overall(row) && row.rows);
  check(await page.locator('#drift table.map').count() === (grouped ? 1 : 0), 'no map of the drift within groups, or one without groups');
  if (await page.locator('#t-drift button.n').count()) {
    await page.locator('#t-drift button.n').first().click();
    check(await page.locator('#t-drift tr.detail svg[role=img]').count() === 1, 'a column of the comparison opens without a drawing');
  }
}

async function look(browser, dir) {
  const file = resolve(dir, 'report.html');
  for (const width of [1280, 390]) {
    for (const scheme of ['light', 'dark']) {
      at = `${dir}, ${scheme}, ${width}`;
      const page = await open(browser, file, scheme, width);
      await page.screenshot({path: join(shots, `${basename(dir)}-${scheme}-${width}.png`), fullPage: true});
      await accessible(page, 'as it opens');
      for (const link of await page.$$eval('nav a', all => all.map(a => a.getAttribute('href')))) {
        check((await page.innerText(link)).length > 40, `section ${link} is empty`);
      }
      await columns(page, dir);
      await figures(page, dir);
      const across = await page.evaluate(() => document.documentElement.scrollWidth);
      check(across <= width, `it is ${across} pixels wide`);
      await accessible(page, 'with columns opened');
      await page.screenshot({path: join(shots, `${basename(dir)}-${scheme}-${width}-opened.png`), fullPage: true});
      await page.close();
    }
  }
  at = `${dir}, rows`;
  await sameRows(browser, file);
  at = `${dir}, without a script`;
  const page = await browser.newPage({viewport: {width: 1280, height: 900}, javaScriptEnabled: false});
  await page.goto(pathToFileURL(file).href);
  check((await page.innerText('main')).length > 200, 'nothing is there');
  check(!(await page.innerText('main')).includes('Click a name'), 'it promises what needs a script');
  await page.close();
}

if (!executablePath) {
  console.error('check.mjs: no Chromium found; CHROMIUM names it');
  process.exit(2);
}
mkdirSync(shots, {recursive: true});
const browser = await chromium.launch({executablePath, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking']});
for (const dir of process.argv.slice(2)) await look(browser, dir);
await browser.close();
faults.slice(0, 50).forEach(fault => console.error('check.mjs: ' + fault));
console.log(`check.mjs: ${checks} checks, ${faults.length} faults`);
process.exit(faults.length ? 1 : 0);
