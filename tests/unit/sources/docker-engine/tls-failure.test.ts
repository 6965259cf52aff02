import { describe, expect, test } from 'vitest'

import { tlsDiagnosis } from '../../../../src-main/sources/docker-engine/tls-failure.ts'

const alert = (words: string): string =>
  `402DA9A1967F0000:error:0A000412:SSL routines:ssl3_read_bytes:${words}:../deps/openssl/rec_layer_s3.c:918:SSL alert\n`

// What Node says of a dockerd 28.5 with --tlsverify, and of others.
describe('an error of TLS', () => {
  test.each([
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', 'tlsv13 alert certificate required'],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', 'tlsv1 alert unknown ca'],
    ['ERR_SSL_SSL/TLS_ALERT_BAD_CERTIFICATE', 'ssl/tls alert bad certificate'],
    ['EPROTO', 'sslv3 alert certificate expired'],
  ])('%s is a client certificate that the engine does not take', (code, words) => {
    expect(tlsDiagnosis(code, 'tcp://host:2376', alert(words))).toEqual({
      trouble: 'client-certificate',
      code: 'engine-permission-denied',
      sentence:
        `The engine at tcp://host:2376 wants a client certificate that it knows (${words}): ` +
        'cert.pem and key.pem in DOCKER_CERT_PATH, or in the docker context.',
    })
  })

  test.each(['CERT_HAS_EXPIRED', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'SELF_SIGNED_CERT_IN_CHAIN'])(
    '%s is a certificate of the engine that is not trusted',
    (code) => {
      expect(tlsDiagnosis(code, 'tcp://host', 'no')).toMatchObject({ trouble: 'server-certificate' })
    },
  )

  test('of another kind is a matter of the protocol', () => {
    expect(tlsDiagnosis('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION', 'tcp://host', alert('old'))).toMatchObject({
      trouble: 'protocol',
      code: 'engine-unreachable',
    })
  })

  test.each(['ECONNREFUSED', 'ENOENT', 'EACCES', ''])('is not %j', (code) => {
    expect(tlsDiagnosis(code, 'tcp://host', 'x')).toBeNull()
  })
})
