import { Buffer } from 'node:buffer'

/** A file as a browser's form sends it (part `file`). */
export function formOf(upload: { name: string; text: string | Buffer }): {
  body: Buffer
  headers: Record<string, string>
} {
  const boundary = 'bellwether-form-0123456789'
  const head = `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${upload.name}"\r\ncontent-type: application/octet-stream\r\n\r\n`
  return {
    body: Buffer.concat([
      Buffer.from(head),
      Buffer.from(upload.text as string),
      Buffer.from(`\r\n--${boundary}--\r\n`),
    ]),
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
  }
}
