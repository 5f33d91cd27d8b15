// What Mozilla's HTTP Observatory says of a host on this machine, as its own scan says it of one on the web.
//
// In: the folder that holds `node_modules`, the ports of HTTP and HTTPS, and a path. Out: JSON, the grade and each test.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [modules, httpPort, httpsPort, page] = process.argv.slice(2);
const source = path.join(modules, "node_modules", "@mdn", "mdn-http-observatory", "src");
// Installing the package fetches the list of hosts that browsers know beforehand; this machine's is not among them.
const preloaded = path.join(source, "..", "conf", "hsts-preload.json");
if (!existsSync(preloaded)) writeFileSync(preloaded, "[]");
const load = (name) => import(pathToFileURL(path.join(source, name)));
const { retrieve } = await load("retriever/retriever.js");
const { ALL_TESTS } = await load("constants.js");
const { MINIMUM_SCORE_FOR_EXTRA_CREDIT } = await load("grader/charts.js");
const { getGradeForScore, getScoreDescription, getScoreModifier } = await load("grader/grader.js");

// The scanner's own function takes no ports.
const found = await retrieve("localhost", { httpPort: Number(httpPort), httpsPort: Number(httpsPort), path: page });
if (!found.responses.auto) throw new Error("the host does not answer");
const tests = ALL_TESTS.map((test) => test(found)).filter(({ result }) => result);
const modifiers = tests.map(({ result }) => getScoreModifier(result));
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
const uncurved = 100 + sum(modifiers.filter((number) => number < 0));
const score = uncurved >= MINIMUM_SCORE_FOR_EXTRA_CREDIT ? 100 + sum(modifiers) : uncurved;
const told = tests.map(({ result, pass }, index) => ({
  result, pass, modifier: modifiers[index], description: getScoreDescription(result),
}));
console.log(JSON.stringify({ ...getGradeForScore(score), status: found.responses.auto.status, tests: told }));
