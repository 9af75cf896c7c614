// calendars.mjs < LINES: holds what tests/tools/calendars.c prints against ICU,
// as Intl.DateTimeFormat has it, for every day from 1900 to 2100.  Exit status
// 77 where this Node has not the calendars.
import { readFileSync } from "node:fs";

const codes = ["gregory", "islamic-civil", "persian", "ethiopic", "buddhist",
  "roc", "hebrew"];
const day = 86400000;
const first = Date.UTC(1900, 0, 1), last = Date.UTC(2100, 11, 31);

// Months are counted by where their names change, so that no table of names is
// needed; that begins with the first new year, so two years early.
function* days(code) {
  const format = new Intl.DateTimeFormat(`en-u-ca-${code}-nu-latn`,
    { year: "numeric", month: "long", day: "numeric", era: "short",
      timeZone: "UTC" });
  if (format.resolvedOptions().calendar !== code) {
    console.log(`skipped: this Node has no calendar ${code}`);
    process.exit(77);
  }
  let year, name, month;
  for (let at = first - 800 * day; at <= last; at += day) {
    const part = {};
    for (const { type, value } of format.formatToParts(at)) {
      part[type] = value;
    }
    // Years before an era's first have the same numbers.
    const here = `${part.era} ${part.year}`;
    if (here !== year) {
      month = year === undefined ? NaN : 1;
    } else if (part.month !== name) {
      month++;
    }
    year = here;
    name = part.month;
    if (at >= first && !/^B/.test(part.era.replace("BE", ""))) {
      yield `${code} ${part.year} ${month} ${part.day} ` +
        new Date(at).toISOString().slice(0, 10);
    }
  }
}

const ours = readFileSync(0, "utf8").trimEnd().split("\n");
let at = 0;
for (const code of codes) {
  const begun = at;
  for (const theirs of days(code)) {
    if (ours[at] !== theirs) {
      console.error(`ours: ${ours[at]}\nICU:  ${theirs}`);
      process.exit(1);
    }
    at++;
  }
  console.log(`${code}: ${at - begun} days agree`);
}
if (at !== ours.length) {
  console.error(`ours has more: ${ours[at]}`);
  process.exit(1);
}
console.log(`ICU ${process.versions.icu} agrees on ${at} days`);
