// A provider of OpenID Connect on this machine: oidc-provider, a certified implementation, with its development pages,
// which take any name and any password. Arguments: its port, the callback it may send browsers to, and "rotate" to sign
// with another key.
import { generateKeyPairSync } from 'node:crypto'
import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'

const [port, callback, clientSecret] = process.argv.slice(2)
const require = createRequire(new URL('../../web/package.json', import.meta.url))
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')))

const key = (kind, options, kid) => ({
  ...generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' }),
  kid: `${kid}-${Date.now()}`,
  use: 'sig',
})

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [
    {
      client_id: 'shanhai',
      client_secret: clientSecret,
      redirect_uris: [callback],
      id_token_signed_response_alg: process.env.ALGORITHM ?? 'ES256',
    },
  ],
  jwks: { keys: [key('ec', { namedCurve: 'P-256' }, 'ec'), key('rsa', { modulusLength: 2048 }, 'rsa')] },
  cookies: { keys: ['a key for tests'] },
  pkce: { required: () => true },
  claims: { openid: ['sub'], profile: ['preferred_username'] },
  conformIdTokenClaims: false,
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, preferred_username: id }) }),
})
provider.listen(Number(port), '127.0.0.1', () => console.log('ready'))
