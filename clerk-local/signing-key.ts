/**
 * The one key pair of the stand-in. It is public on purpose: it signs sessions of a service that runs on a
 * developer's machine and knows only invented people. It is fixed, so that sessions survive a restart and
 * `site.env` can carry its public half as CLERK_JWT_KEY (a test compares the two).
 *
 * 2048 bits and exponent 65537, because @clerk/backend cuts the modulus out of a PEM by its position
 * (tokens/keys.ts).
 */

/** The `kid` of tokens and of the key set. Clerk uses the instance's id (shape `ins_…`). */
export const KEY_ID = "ins_clerk_local";

const PUBLIC_HALF = {
  kty: "RSA",
  n: "raHmkQ50hOGhGe7WLkiwdJFeYmfG7LuJ37eJQAK59l4kAe6UI__yi3ejUP6WeBeJBiqRieraNJu7oZrGWcn-P6kjofl6EU5O3lILdF_8xHpK4PqsR4DI0RPBIB9NJLmSLpMcMST2FL3m_-p1AMAeVE_5B6vLU3gkk-ZGwwLr8DJMbnRvL5tHALeWGrXJNTdKRg7kfymqHePjBo1bhdvb3JYipwNZyJfKqoLXXv5LGIqdFv2Vnkw5bVHvwaFt8NPut56NCBYcB4NJ1ERd4KFPYtUw_CGAqi-RS8Xjdsd0hxIReZ6rmNVmR40bPByWAdWSpOyjizE1Yx48SjQKbTAtrw",
  e: "AQAB",
} as const;

const PRIVATE_HALF = {
  d: "EM79K1-zMfCcZY6fF1NGxGdqNAEzMFRQsDfr8Sa9FTeJ1CdiGetmHHrpdCbL2YurDSNufA512eVAOxBo--TiWGFUUhLSQ_3zrpv8qzhmQihLOrpUQTEbak9iQRd79_6AQ0KkgQbAom4RKwcUao0uonTXeRb4E6LWz6aEL86xmR_sirr9weHL-g_AeCbtaosTRxsZk5f6t94sjCL07urUq_oIYtF526cPJh8T5rbhSYAKmPPZBbABPguC2G_2vlQJ2Z5ED000dgptqG8GXB5e1dx4NMoQEo5QQk7MtZr3e_I5lVTeCJT058ztw9142pjILrMdfj-ftGT7Suf9Fzs_EQ",
  p: "3GaKUVBltiugatw2kNlMQ9kn9woKUAZ2s2LT3htT7bvFZAha7luuNnxLr_XhwTOx8InenmLiWC_gAT7r7sDM79MH6cCIQQfmY924bdLItJNJyv8TSphWSG5UpRroR-1CfpQI5eEHHYeRmCprRoJhZm3jgEn6mLJw-mOTdocaRXc",
  q: "ya2FMVOBWb7eOcmtp5Zyjsp5YzNXZnjTG_1S3-Qawc2-o6hqOZY4wWSqqhbAIoa8Ex-oYBG3bH08hl3nM7FOo2rs8rUp4BYUUoomWxKQii1BCtNBJzWEU49SDTVgZryUBXUpmoLI9w_93rAFL0SjBAGIIL0BYKkd7hHODatLR4k",
  dp: "Y4mz4jFrHjDpzBkUU6qvtNy4Hevc6HNi3HU_tkmlR_LLnPfhCVFChrzv-dIUWQsdy8KYVfPWwXkts6JVL4jHhXBLXJhlcOk-dc_G4WKW3ma-pv04GzJdlWyusbpLOWC_7SayNg_BBOcbLBvMQxXTI01xt5ixopDEUXDzQk6V4NU",
  dq: "qA4bBh5ylClTns3rEdJxRYF9I2e99drK9_DhJUY78bEToeaOFcyTILxU5oUst9iUUk84DE3XDeVSERmgtleSkuRf7GOAMIXVi24pRgyzOyE4qN-e1CBpUwQDuJP478NGiUG3WFSRSCcgQndk6p2ERatNFxLIWhaypRZbINLTWRk",
  qi: "im5ja_BKldI06N17qgn7TlebPT1xdAW1LYEWKlnGfJo2XPrr_Xeb9MHp_wOXEDc5N4T2KlOin9YTkRHIMU_10rV1DNff3sK_PgcHdy-VvsyMRZF4GdyWwPZJxp21q4ikggR1IRMojjhlqtCa4ZfAcUEgGQm5x_dnHj8FQF1MRoM",
} as const;

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/** The answer of `GET /v1/jwks`, as @clerk/backend reads it (tokens/keys.ts). */
export const KEY_SET = {
  keys: [{ ...PUBLIC_HALF, kid: KEY_ID, use: "sig", alg: "RS256" }],
} as const;

/** The private key, ready to sign RS256. */
export async function importSigningKey(): Promise<CryptoKey> {
  const jwk = { ...PUBLIC_HALF, ...PRIVATE_HALF, alg: "RS256" };
  return crypto.subtle.importKey("jwk", jwk, ALGORITHM, false, ["sign"]);
}

/** The signature of a JWT's first two parts. */
export async function sign(key: CryptoKey, text: string): Promise<ArrayBuffer> {
  return crypto.subtle.sign(ALGORITHM, key, new TextEncoder().encode(text));
}
