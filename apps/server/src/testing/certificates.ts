import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Certificates {
  /** Of the authority, in PEM: paths. */
  authority: string;
  certificate: string;
  key: string;
}

/** An authority of its own and a certificate for 127.0.0.1 and localhost; by openssl, which Debian always has. */
export async function makeCertificates(folder: string, name = 'server'): Promise<Certificates> {
  const at = (file: string) => join(folder, `${name}-${file}`);
  const openssl = (...parts: string[][]) => run('openssl', parts.flat());
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  await openssl(
    ['req', '-x509', ...newKey, '-days', '2', '-subj', `/CN=authority of ${name}`],
    ['-keyout', at('ca.key'), '-out', at('ca.pem')],
  );
  await openssl(
    ['req', ...newKey, '-subj', '/CN=localhost'],
    ['-keyout', at('key.pem'), '-out', at('request.pem')],
  );
  await writeFile(at('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  await openssl(
    ['x509', '-req', '-in', at('request.pem'), '-CA', at('ca.pem'), '-CAkey', at('ca.key')],
    ['-CAcreateserial', '-days', '2', '-extfile', at('names'), '-out', at('certificate.pem')],
  );
  return { authority: at('ca.pem'), certificate: at('certificate.pem'), key: at('key.pem') };
}
