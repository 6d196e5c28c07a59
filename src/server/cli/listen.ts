import type { Config } from '../platform/config.ts'
import type { App } from '../platform/serve.ts'

/**
 * Opens the port. A port in use is the commonest first failure of a newcomer (the program already runs in
 * another window), so it is said in words with the way out; what is already open is closed, or the process
 * would hang around without a port.
 */
export async function listen(app: App, config: Config): Promise<void> {
  try {
    await app.http.listen({ host: config.host, port: config.port })
  } catch (error) {
    await app.http.close()
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new Error(
      `端口 ${config.port} 已被占用，可能风向标已经在运行。换一个端口：BELLWETHER_PORT=${config.port + 1} npm start\n` +
        `Port ${config.port} is in use; Bellwether may be running already. ` +
        `Choose another one: BELLWETHER_PORT=${config.port + 1} npm start`,
    )
  }
}
