/* Measures pages with Lighthouse as it measures a telephone on slow 4G, one run after another so that none disturbs
   another. In: FOLDER CHROMIUM RUNS FLAGS ADDRESS…, where FOLDER holds node_modules and FLAGS is a JSON list. Out: a line of JSON for each
   run: the address, scores from 0 to 100, figures (ms, and the shift of the layout without unit) and what failed. */
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const [folder, chromium, runs, flags, ...addresses] = process.argv.slice(2);
const require = createRequire(pathToFileURL(`${folder}/`));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const { default: lighthouse } = await load("lighthouse");
const { launch } = await load("chrome-launcher");

const WEIGHTLESS = ["manual", "notApplicable", "informative"];

for (const address of addresses) {
  for (let run = 0; run < Number(runs); run += 1) {
    const chrome = await launch({ chromePath: chromium, chromeFlags: ["--headless=new", ...JSON.parse(flags)] });
    try {
      const options = { port: chrome.port, output: "json", logLevel: "error" };
      const { lhr } = await lighthouse(address, options);
      if (lhr.runtimeError) throw new Error(`${address}: ${lhr.runtimeError.message}`);
      const scores = {};
      const failed = [];
      for (const [name, category] of Object.entries(lhr.categories)) {
        scores[name] = Math.round(category.score * 100);
        for (const { id, weight } of category.auditRefs) {
          const { score, scoreDisplayMode, title, displayValue, details } = lhr.audits[id];
          if (weight && score !== null && score < 0.9 && !WEIGHTLESS.includes(scoreDisplayMode)) {
            const where = (details?.items ?? []).slice(0, 3).map((item) => item.node?.snippet ?? item.url ?? item.description);
            failed.push([id, title, displayValue ?? "", ...where.filter(Boolean)].join(" | "));
          }
        }
      }
      const figure = (id) => lhr.audits[id].numericValue;
      const figures = {
        largestPaint: figure("largest-contentful-paint"),
        firstPaint: figure("first-contentful-paint"),
        blocked: figure("total-blocking-time"),
        shift: figure("cumulative-layout-shift"),
      };
      console.log(JSON.stringify({ address, scores, figures, failed }));
    } finally {
      chrome.kill();
    }
  }
}
