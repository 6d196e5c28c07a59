import { expect, it } from 'vitest'
import { getFile } from './provider.ts'

it('a file that fills its room may have been cut, and is not taken for the whole', async () => {
  const answering = (size: number) => async () => {
    const bytes = Buffer.alloc(size)
    bytes.write('%PDF-')
    return { status: 200, headers: {}, body: '', bytes }
  }
  const most = 20 * 1024 * 1024
  expect(await getFile(answering(most - 1), 'https://files.test/1')).toMatchObject({ kind: 'ok' })
  expect(await getFile(answering(most), 'https://files.test/1')).toMatchObject({
    ...{ kind: 'refused', code: 'too_large' },
  })
})
