// Real OpenID Connect providers on loopback. Arguments: the directory of node_modules, and what is to run, as JSON:
// [{redirect, secret, nonce: false for tokens without one, post: true for a secret in the body}, …].
// Prints one line of JSON with their issuers. POST /people tells one who somebody is: {sub, email, verified, name, locale}.
import { createRequire } from 'node:module';
import { createServer } from 'node:http';
import { pathToFileURL } from 'node:url';
import { generateKeyPairSync } from 'node:crypto';

const require = createRequire(`${process.argv[2]}/`);
const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
const { SignJWT, decodeJwt, decodeProtectedHeader } = await import(pathToFileURL(require.resolve('jose')));

console.info = console.warn = () => {};

async function start({ redirect, secret, nonce = true, post = false }) {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const key = { ...privateKey.export({ format: 'jwk' }), kid: 'first', use: 'sig', alg: 'RS256' };
  const people = new Map();
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, {
    clients: [{
      client_id: 'upclone',
      client_secret: secret,
      redirect_uris: [redirect],
      token_endpoint_auth_method: post ? 'client_secret_post' : 'client_secret_basic',
    }],
    cookies: { keys: ['a key of tests'] },
    jwks: { keys: [key] },
    pkce: { required: () => true },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name', 'locale'] },
    // One puts what it knows into the token, the other answers it at its userinfo endpoint.
    conformIdTokenClaims: nonce,
    findAccount: (ctx, sub) => {
      const { verified, ...known } = people.get(sub);
      return { accountId: sub, claims: () => ({ sub, ...known, email_verified: nonce ? verified : String(verified) }) };
    },
    ttl: { AuthorizationCode: 60 },
  });
  if (!nonce) {
    provider.use(async (ctx, next) => {
      await next();
      if (ctx.body?.id_token) {
        const { nonce: left, ...claims } = decodeJwt(ctx.body.id_token);
        const header = decodeProtectedHeader(ctx.body.id_token);
        ctx.body.id_token = await new SignJWT(claims).setProtectedHeader(header).sign(privateKey);
      }
    });
  }
  const answer = provider.callback();
  server.on('request', async (request, response) => {
    if (request.url !== '/people') return answer(request, response);
    const { sub, ...known } = JSON.parse(Buffer.concat(await request.toArray()));
    people.set(sub, known);
    return response.end();
  });
  return issuer;
}

const issuers = await Promise.all(JSON.parse(process.argv[3]).map(start));
process.stdout.write(`${JSON.stringify(issuers)}\n`);
// The tests hold the other end of standard input: where they die, so does this.
process.stdin.resume();
process.stdin.on('end', () => process.exit(0));
