import { clerkMiddleware } from "@clerk/astro/server";

export const onRequest = clerkMiddleware(
  (auth, context, next) => {
    const { isAuthenticated, redirectToSignIn } = auth();
    const isProtected = /^\/(orgs|me)(\/|$)/.test(context.url.pathname);
    return isProtected && !isAuthenticated ? redirectToSignIn() : next();
  },
  {
    organizationSyncOptions: {
      organizationPatterns: ["/orgs/:slug", "/orgs/:slug/(.*)"],
      personalAccountPatterns: ["/me", "/me/(.*)"],
    },
  },
);
