/** In place of `cloudflare:workers` where acts are called without workerd: nothing is bound. */
export const env = {};
