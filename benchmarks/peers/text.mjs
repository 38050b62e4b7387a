// Answers one JSON line per job: how many nanoseconds the network's own code took for all the texts.
import { createInterface } from "node:readline";
import { RichText, UnicodeString } from "@atproto/api";
import twitterText from "twitter-text";

const x = twitterText.default ?? twitterText;

const jobs = {
  "weighted length": (text) => x.parseTweet(text).weightedLength,
  entities: (text) => x.extractEntitiesWithIndices(text),
  links: (text) => x.extractUrlsWithIndices(text),
  facets: (text) => new RichText({ text }).detectFacetsWithoutResolution(),
  graphemes: (text) => new UnicodeString(text).graphemeLength,
};

for await (const line of createInterface({ input: process.stdin })) {
  const { job, texts, rounds } = JSON.parse(line);
  const run = jobs[job];
  const began = process.hrtime.bigint();
  for (let round = 0; round < rounds; round += 1) for (const text of texts) run(text);
  console.log(JSON.stringify({ nanoseconds: Number(process.hrtime.bigint() - began) }));
}
