// age.mjs seal RECIPIENT OUT < plain | open IDENTITY FILE > plain, or
// seal-with and open-with and a PASSPHRASE: npm age-encryption as a program, for
// the flow tests.
import { readFileSync, writeFileSync } from "node:fs";
import { Decrypter, Encrypter } from "age-encryption";

const [way, key, file] = process.argv.slice(2);
if (way === "seal") {
  const e = new Encrypter();
  e.addRecipient(key);
  writeFileSync(file, await e.encrypt(readFileSync(0)));
} else if (way === "seal-with") {
  const e = new Encrypter();
  e.setPassphrase(key);
  writeFileSync(file, await e.encrypt(readFileSync(0)));
} else if (way === "open-with") {
  const d = new Decrypter();
  d.addPassphrase(key);
  process.stdout.write(await d.decrypt(readFileSync(file)));
} else {
  const d = new Decrypter();
  d.addIdentity(key);
  process.stdout.write(await d.decrypt(readFileSync(file)));
}
