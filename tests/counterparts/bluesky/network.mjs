// A whole Bluesky on loopback: directory, personal data server, AppView. Prints one line of JSON when it is ready,
// stops on SIGTERM or when its standard input closes (so that it never outlives the tests that started it).
import dns from 'node:dns'
import { readFileSync } from 'node:fs'
import { TestNetwork, TestNetworkNoAppView, mockMailer } from '@atproto/dev-env'

// A desk that the servers can reach, under a name as it has one on the internet; see tests/counterparts/desk_server.py.
const lookup = dns.lookup
dns.lookup = (host, ...more) => lookup(host === process.env.DESK_HOST ? '127.0.0.1' : host, ...more)

// As a deployed server does, so that its age can be asked for.
const { version } = JSON.parse(readFileSync(new URL('node_modules/@atproto/pds/package.json', import.meta.url)))

const port = (name) => Number(process.env[`${name}_PORT`])

const network = await TestNetwork.create({
  dbPostgresUrl: process.env.DB_POSTGRES_URL,
  dbPostgresSchema: 'twoway_tests',
  plc: { port: port('PLC') },
  pds: { port: port('PDS'), hostname: 'localhost', version, enableDidDocWithSession: true },
  bsky: { port: port('APPVIEW'), publicUrl: `http://localhost:${port('APPVIEW')}` },
  ozone: { port: port('OZONE') },
})
mockMailer(network.pds)
// A second server that counts calls, as deployed ones do; nobody would get far in tests if the first one did.
const strict = await TestNetworkNoAppView.create({
  plc: { port: port('STRICT_PLC') },
  pds: { port: port('STRICT_PDS'), hostname: 'localhost', version, rateLimitsEnabled: true },
})
mockMailer(strict.pds)

let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  await Promise.all([network.close(), strict.close()])
  process.exit(0)
}
process.on('SIGTERM', stop)
process.on('SIGINT', stop)
process.stdin.on('end', stop).resume()

const { pds, bsky, plc } = network
console.log(
  JSON.stringify({ ready: true, pds: pds.url, appview: bsky.url, plc: plc.url, strict: strict.pds.url }),
)
