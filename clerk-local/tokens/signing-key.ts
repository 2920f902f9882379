/**
 * The key pairs of the stand-in: one that signs, and one to rotate to. They are public on purpose: they sign
 * sessions of a service that runs on a developer's machine and knows only invented people. They are fixed, so
 * that sessions survive a restart and `site.env` can carry the first one's public half as CLERK_JWT_KEY (a test
 * compares the two).
 *
 * 2048 bits and exponent 65537, because @clerk/backend cuts the modulus out of a PEM by its position
 * (tokens/keys.ts).
 */

/** `kid` is the name of tokens and of the key set; Clerk uses the instance's id (shape `ins_…`). */
const KEYS = {
  first: {
    kid: "ins_clerk_local",
    publicHalf: {
      kty: "RSA",
      n: "raHmkQ50hOGhGe7WLkiwdJFeYmfG7LuJ37eJQAK59l4kAe6UI__yi3ejUP6WeBeJBiqRieraNJu7oZrGWcn-P6kjofl6EU5O3lILdF_8xHpK4PqsR4DI0RPBIB9NJLmSLpMcMST2FL3m_-p1AMAeVE_5B6vLU3gkk-ZGwwLr8DJMbnRvL5tHALeWGrXJNTdKRg7kfymqHePjBo1bhdvb3JYipwNZyJfKqoLXXv5LGIqdFv2Vnkw5bVHvwaFt8NPut56NCBYcB4NJ1ERd4KFPYtUw_CGAqi-RS8Xjdsd0hxIReZ6rmNVmR40bPByWAdWSpOyjizE1Yx48SjQKbTAtrw",
      e: "AQAB",
    },
    privateHalf: {
      d: "EM79K1-zMfCcZY6fF1NGxGdqNAEzMFRQsDfr8Sa9FTeJ1CdiGetmHHrpdCbL2YurDSNufA512eVAOxBo--TiWGFUUhLSQ_3zrpv8qzhmQihLOrpUQTEbak9iQRd79_6AQ0KkgQbAom4RKwcUao0uonTXeRb4E6LWz6aEL86xmR_sirr9weHL-g_AeCbtaosTRxsZk5f6t94sjCL07urUq_oIYtF526cPJh8T5rbhSYAKmPPZBbABPguC2G_2vlQJ2Z5ED000dgptqG8GXB5e1dx4NMoQEo5QQk7MtZr3e_I5lVTeCJT058ztw9142pjILrMdfj-ftGT7Suf9Fzs_EQ",
      p: "3GaKUVBltiugatw2kNlMQ9kn9woKUAZ2s2LT3htT7bvFZAha7luuNnxLr_XhwTOx8InenmLiWC_gAT7r7sDM79MH6cCIQQfmY924bdLItJNJyv8TSphWSG5UpRroR-1CfpQI5eEHHYeRmCprRoJhZm3jgEn6mLJw-mOTdocaRXc",
      q: "ya2FMVOBWb7eOcmtp5Zyjsp5YzNXZnjTG_1S3-Qawc2-o6hqOZY4wWSqqhbAIoa8Ex-oYBG3bH08hl3nM7FOo2rs8rUp4BYUUoomWxKQii1BCtNBJzWEU49SDTVgZryUBXUpmoLI9w_93rAFL0SjBAGIIL0BYKkd7hHODatLR4k",
      dp: "Y4mz4jFrHjDpzBkUU6qvtNy4Hevc6HNi3HU_tkmlR_LLnPfhCVFChrzv-dIUWQsdy8KYVfPWwXkts6JVL4jHhXBLXJhlcOk-dc_G4WKW3ma-pv04GzJdlWyusbpLOWC_7SayNg_BBOcbLBvMQxXTI01xt5ixopDEUXDzQk6V4NU",
      dq: "qA4bBh5ylClTns3rEdJxRYF9I2e99drK9_DhJUY78bEToeaOFcyTILxU5oUst9iUUk84DE3XDeVSERmgtleSkuRf7GOAMIXVi24pRgyzOyE4qN-e1CBpUwQDuJP478NGiUG3WFSRSCcgQndk6p2ERatNFxLIWhaypRZbINLTWRk",
      qi: "im5ja_BKldI06N17qgn7TlebPT1xdAW1LYEWKlnGfJo2XPrr_Xeb9MHp_wOXEDc5N4T2KlOin9YTkRHIMU_10rV1DNff3sK_PgcHdy-VvsyMRZF4GdyWwPZJxp21q4ikggR1IRMojjhlqtCa4ZfAcUEgGQm5x_dnHj8FQF1MRoM",
    },
  },
  second: {
    kid: "ins_clerk_local_rotated",
    publicHalf: {
      kty: "RSA",
      n: "v46ntAYt1W43-beBW-DlbD1o7VgGQhe_NwhRHkDKpE-TEkUgbcPFSg5gCieIfXf4nihDa7A3UQGnYEzr_OrKsqnQGAQukJn6c2pXFSQe1k9oViBFEEEW8WAoBsMxSYpgB9MDjpPNf1dDLj72NopjSxbkWvEIjjsJCOfVOfs2dVGPuJBBrZDG-QaVKy3-pZjR3dr0YyQTFvFnIdqTSGPcL6bZCP7gyIPp34taqI6twJrIkBTBQ3E8OA0FpV79PO7H3LzSzKl-kFJdwDCGs9ofFeonG_LsJmTqr8zzO-HjMj62UUH4DCPrqePJ8bNWpKhrBamNhzKqZuSAHBERz14XiQ",
      e: "AQAB",
    },
    privateHalf: {
      d: "D9obt-ke_kX3U3uQTlMniTQkkvRkdPztscpgmoYc5UlBT9_w_BEyw85TiLBjoJM-1Slan8NezVEh61ufCwU_FIpUkl6eOXcuMHW0LFq0Q2K7Rqbq_QDCuxZy_-qqEUtMzewncJmvBgLpqB6rvDDqYKEA8SNEyvuVsGstZdvx6_YlltHaxDN6cPJMrKE5yzJKTHpAYDwaozCMkegAwsVCSMWSR9Dr623OB7r-xXL_JARkHi7C-JLNZe8JhdMbKbhIr7nmy8SXQmI4ZWdJVBmS0I10D0qqTIyUa_4134f4QBvjCq1rrJwxoTdO5_eMEKJxLwx9JqkNrH3gQGf5GeDItQ",
      p: "-xBUm4hTnfw9BY9EKCSbwHQfv95du2UyhX_6KULbvkWUCdn59H4wZ0Kf0wtepF04m9obdwSNw8hZa_b_sMHbA7tR_toBQHfiy-N8m8d9AWRzWz6wDcrveB399ezOsGADOPQZgveQrDuu0XmL-f8K6cYc1rurr5HBXgBFL9XVHzc",
      q: "w1LQCVz-KUKTKdVkcQaulYQ25JwNK_h5m728rayLP6AMHQzTTAUjy3Wgjq7S-z7e3ml2sPsk7sbknPRAAPu4v9DS3eBG6x0wqw7Ro8oK3UPKKluKtjcb3ghrGuhoIHShzxe10qAkMknrl7pu-gDVnmfnmTOD1GvlZ21Ec-BaXz8",
      dp: "wSztjMa2X-cHJNH5RVH1rX0sOLtmL5xL5UB1QW46Ggr7PyFDHAZERA-VXhNvfNRljDWj0E3mrm_nrhTc5Cok1Jg7HPas4-faz7p31H0ICBw8TkbLu7Eb1LZvA9xzpG4bzKS1RHosDPnXJ0J4m6DLytgutGKuVWa2_BcFJStI0r0",
      dq: "BmwzsQsgxGSPCEIfEmRg20PEtlG3USnTfd6IVMGmtonhvBbO3-IPYkJU7DwtbduMYo3fPESV21Ao9kxFyoJ8ebo5JNiaHGMSVZ2gIR2kq8_t1uS5s_It9WgbdYAM5HxRUcj6zpk7d3fcyll0Cr56R8Is6Gm8PQDrQzJhnNnUvus",
      qi: "V9wdtIandytT-W4WF0WyDKA-AspwRbk9Wt20-G190qmw6r9smFqFm-tm-InXGYd9EGrJoTFWLR9fkTQMa-c3Xc1l7EaUGi2tUU0pm-R0Qm9wo6N-Q5C0FKxcJPz3MElHXhnomhp40TWLN9Cp4D-aixGps9SOPXpDryKyfFnHpYo",
    },
  },
} as const;

export type KeyName = keyof typeof KEYS;

/** The DER of sequence, algorithm and modulus' length: 33 bytes, so that its base64 can be put before the rest. */
const SPKI_BEGINNING = "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA";

const ALGORITHM = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" } as const;

/** The public keys in the form of CLERK_JWT_KEY. */
export const PUBLIC_KEY_PEMS = {
  first: publicKeyPem("first"),
  second: publicKeyPem("second"),
} as const satisfies Record<KeyName, string>;

/** The answer of `GET /v1/jwks`, as @clerk/backend reads it (tokens/keys.ts). */
export function keySet(names: readonly KeyName[]) {
  return {
    keys: names.map((name) => ({
      ...KEYS[name].publicHalf,
      kid: KEYS[name].kid,
      use: "sig" as const,
      alg: "RS256" as const,
    })),
  };
}

/**
 * The name of the key for a token's header, and its signature of a JWT's first two parts: by RS256 as Clerk signs, or
 * by another algorithm as Clerk never does.
 */
export function signer(name: KeyName, hash: "SHA-256" | "SHA-384" = "SHA-256") {
  const { kid, publicHalf, privateHalf } = KEYS[name];
  const sign = async (text: string): Promise<Uint8Array> => {
    const jwk = { ...publicHalf, ...privateHalf, alg: hash.replace("SHA-", "RS") };
    const algorithm = { ...ALGORITHM, hash };
    const key = await crypto.subtle.importKey("jwk", jwk, algorithm, false, ["sign"]);
    return new Uint8Array(await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(text)));
  };
  return { kid, sign };
}

/** Whether the key signed a JWT's first two parts so. */
export async function isSignedBy(
  name: KeyName,
  text: string,
  signature: Uint8Array<ArrayBuffer>,
): Promise<boolean> {
  const jwk = { ...KEYS[name].publicHalf, alg: "RS256" };
  const key = await crypto.subtle.importKey("jwk", jwk, ALGORITHM, false, ["verify"]);
  return crypto.subtle.verify(ALGORITHM, key, signature, new TextEncoder().encode(text));
}

/** SPKI of a 2048-bit key is a fixed beginning, the modulus, and the exponent 65537. */
function publicKeyPem(name: KeyName): string {
  const modulus = atob(KEYS[name].publicHalf.n.replaceAll("-", "+").replaceAll("_", "/"));
  const body = `${SPKI_BEGINNING}${btoa(`${modulus}\x02\x03\x01\x00\x01`)}`;
  return `-----BEGIN PUBLIC KEY-----${body}-----END PUBLIC KEY-----`;
}
