import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { brotliDecompressSync } from 'node:zlib'

export type Chromium = { executablePath: string; env: Record<string, string> }

const INSTALLED = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const FONT = '@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf'

/**
 * A browser for the tests that changes nothing on the machine: the one named by CHROMIUM_PATH, an installed
 * one, or the one in the npm package, unpacked once with the libraries it needs and a Chinese font of its
 * own.
 */
export function findChromium(): Chromium {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return { executablePath: chosen, env: {} }
  if (process.platform === 'linux' && process.arch === 'x64') return unpacked()
  const installed = INSTALLED.find((path) => existsSync(path))
  if (!installed) throw new Error('No Chromium on this machine: install one or set CHROMIUM_PATH.')
  return { executablePath: installed, env: {} }
}

function unpacked(): Chromium {
  const require = createRequire(import.meta.url)
  const root = dirname(dirname(require.resolve('@sparticuz/chromium')))
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  const target = join(cacheDir(), `chromium-${version}`)
  if (!existsSync(target)) unpack(join(root, 'bin'), target, require.resolve(FONT))
  const fontConfig = join(target, 'fonts', 'fonts.conf')
  return {
    executablePath: join(target, 'chromium'),
    env: {
      LD_LIBRARY_PATH: join(target, 'lib'),
      FONTCONFIG_FILE: fontConfig,
      FONTCONFIG_PATH: dirname(fontConfig),
    },
  }
}

/** node_modules/.cache where it can be written, else the temporary directory. */
function cacheDir(): string {
  const preferred = join(import.meta.dirname, '../../node_modules/.cache/bellwether')
  try {
    mkdirSync(preferred, { recursive: true })
    rmSync(mkdtempSync(join(preferred, 'probe-')), { recursive: true })
    return preferred
  } catch {
    const own = join(tmpdir(), `bellwether-cache-${process.getuid?.() ?? 0}`)
    mkdirSync(own, { recursive: true, mode: 0o700 })
    return own
  }
}

/**
 * Unpacks beside the target and renames last, so that two runs or a broken one never leave half a browser.
 */
function unpack(bin: string, target: string, font: string): void {
  const part = mkdtempSync(`${target}-`)
  const executable = join(part, 'chromium')
  writeFileSync(executable, brotliDecompressSync(readFileSync(join(bin, 'chromium.br'))))
  chmodSync(executable, 0o755)
  writeTar(brotliDecompressSync(readFileSync(join(bin, 'al2023.tar.br'))), part)
  mkdirSync(join(part, 'fonts', 'cache'), { recursive: true })
  copyFileSync(font, join(part, 'fonts', 'NotoSansSC_400Regular.ttf'))
  writeFileSync(
    join(part, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>
<dir>${join(target, 'fonts')}</dir><cachedir>${join(target, 'fonts', 'cache')}</cachedir>
</fontconfig>`,
  )
  chmodSync(part, 0o755)
  try {
    renameSync(part, target)
  } catch (error) {
    rmSync(part, { recursive: true, force: true })
    if (!existsSync(target)) throw error
  }
}

const BLOCK = 512

/** Writes the plain files of a tar archive (ustar, short names), which is all the package has. */
function writeTar(archive: Buffer, target: string): void {
  for (let at = 0; at + BLOCK <= archive.length && archive[at] !== 0; ) {
    const text = (from: number, length: number) =>
      archive.toString('utf8', at + from, at + from + length).replace(/\0.*$/s, '')
    const size = Number.parseInt(text(124, 12), 8) || 0
    const path = join(target, text(0, 100))
    if (!path.startsWith(target)) throw new Error(`archive entry outside its folder: ${path}`)
    const type = text(156, 1)
    if (type === '' || type === '0') {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, archive.subarray(at + BLOCK, at + BLOCK + size), { mode: 0o755 })
    }
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
}
