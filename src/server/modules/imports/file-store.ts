import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdir, rename, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** A file somebody dropped in, kept beside the database until its import is undone or deleted. */
export type KeptFile = { path: string; name: string; bytes: number; hash: Buffer }

export function batchFolder(dataDir: string, orgId: string, batchId: string): string {
  return join(dataDir, 'imports', orgId, batchId)
}

/** Streams an upload to disk; nothing of it is held in memory. */
export async function keepUpload(
  dataDir: string,
  at: { orgId: string; batchId: string },
  upload: { name: string; stream: Readable },
): Promise<KeptFile> {
  const folder = batchFolder(dataDir, at.orgId, at.batchId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const partial = join(folder, 'upload.partial')
  const path = join(folder, 'source')
  await pipeline(upload.stream, createWriteStream(partial, { mode: 0o600 }))
  await rename(partial, path)
  return describe(path, upload.name)
}

/** The same for a file that is on this machine already (`bw import`). */
export async function keepCopy(
  dataDir: string,
  at: { orgId: string; batchId: string },
  source: { name: string; path: string },
): Promise<KeptFile> {
  const folder = batchFolder(dataDir, at.orgId, at.batchId)
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const path = join(folder, 'source')
  await copyFile(source.path, path)
  return describe(path, source.name)
}

async function describe(path: string, name: string): Promise<KeptFile> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer)
  // Browsers of old sent whole paths, and a name is shown and stored: only its last part, of a sane length.
  const shown = name.split(/[\\/]/).at(-1)!.slice(-200) || 'file'
  return { path, name: shown, bytes: (await stat(path)).size, hash: hash.digest() }
}
