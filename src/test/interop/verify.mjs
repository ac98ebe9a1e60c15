// Verifies a message as a receiver does, with the library of Standard Webhooks: {secret, headers, body} comes
// in, the message's type goes out.
import { Webhook } from "standardwebhooks";

let text = "";
for await (const chunk of process.stdin) {
  text += chunk;
}
const { secret, headers, body } = JSON.parse(text);
process.stdout.write(new Webhook(secret).verify(body, headers).type);
