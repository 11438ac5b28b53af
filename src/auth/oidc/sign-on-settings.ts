/** A provider whose tokens are accepted. */
export interface IssuerSettings {
  /** Begins the names of its people and groups, such as `corp` of `corp:SUBJECT`. */
  readonly name: string;
  /** Exactly as tokens have it in `iss`. */
  readonly url: string;
  readonly audiences: readonly string[];
  /** JWS algorithms, asymmetric ones only. */
  readonly algorithms: readonly string[];
  /** A claim, or a path of claims with dots. */
  readonly groupsClaim: string;
  /** The claim with the name that is shown; null: the first that there is of the usual ones. */
  readonly nameClaim: string | null;
  readonly clockLeewaySeconds: number;
}

/** How people sign on in a browser. */
export interface LoginSettings {
  readonly issuer: IssuerSettings;
  readonly clientId: string;
  /** Null: a public client. */
  readonly clientSecret: string | null;
  readonly scopes: readonly string[];
  readonly sessionMinutes: number;
  /** What sessions of browsers are encrypted with; null: a key of this process. */
  readonly sessionSecret: string | null;
}

/** A valid sign-on file. */
export interface SignOnSettings {
  readonly issuers: readonly IssuerSettings[];
  readonly login: LoginSettings | null;
}
