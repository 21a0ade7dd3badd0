using System.Collections.Frozen;

namespace Substrate.Redaction.Assignments;

/// <summary>What a name says its value is.</summary>
internal enum LabelClass
{
    None,
    Password,
    Secret,
    Token,
    Key,
    PlainKey,
    Auth,
    Credential,
    Other,
    Scheme,
    IdentifiedBy,
}

/// <summary>A name that may be given a secret: <c>db.password</c>, <c>"accessToken"</c>, <c>--api-key</c>.</summary>
/// <param name="WordsAfter">Words after the one that says what it is: none in <c>user_password</c>, one in <c>password_length</c>.</param>
/// <param name="IsAbout">The last word says that the value describes a secret (its length, file, name …) instead of being one.</param>
/// <param name="IsQualified">A word before narrows it: the api of api key, the client of client secret.</param>
internal readonly record struct Label(int Start, int End, LabelClass Class, int WordsAfter, bool IsAbout, bool IsQualified)
{
    private const int Longest = 64;

    /// <summary>Words in which a label is looked for; cheap to find, and each has to be a whole word of the name afterwards.</summary>
    public static readonly string[] Keywords =
        ["pass", "pwd", "pw", "secret", "token", "key", "auth", "cred", "bearer", "basic", "identified", "salt", "nonce", "cookie", "csrf", "sid", "psw"];

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Passwords = Words("password passwords passwd passphrase passcode passwrd pass pwd pw psw pswd pwds userpass dbpass");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Others = Words("salt nonce cookie csrf sid psessionid");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Credentials = Words("cred creds credential credentials");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Auths = Words("auth authorization oauth authentication oauth2");
    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> CompoundKeys = Words("apikey apikeys secretkey accesskey privatekey authkey appkey masterkey encryptionkey signingkey");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Qualifiers = Words(
        "api app access secret private encryption encrypt auth oauth consumer client account admin license signing sign session service shared master storage subscription ssh rsa aes hmac jwt deploy " +
        "webhook integration routing tenant refresh bearer bot user root db database mysql postgres pg redis smtp mail ftp ldap sa gitlab github slack aws azure id identity private personal x");

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Abouts = Words(
        "name names id ids type types url uri urls path paths file files filename field fields length len size count expires expiry expiration expire ttl format policy regex pattern placeholder hint error errors " +
        "message index idx prefix suffix dir directory enabled required provider class endpoint header headers method algorithm alg version issuer audience strategy handler factory manager reset changed " +
        "validator validation valid invalid rule rules form input page view controller template usage scope scopes column table schema event events status state option options flag callback function func fn has max min age date created updated");

    public static Label Read(ReadOnlySpan<char> text, int hit)
    {
        var start = hit;
        while (start > 0 && hit - start < Longest && IsNameCharacter(text[start - 1])) start--;
        var end = hit;
        while (end < text.Length && end - hit < Longest && IsNameCharacter(text[end])) end++;
        while (end > hit && text[end - 1] is '.' or '-') end--;
        var label = new Label(start, end, LabelClass.None, 0, false, false);
        // A name that does not end is a blob that happens to hold "key".
        return hit - start >= Longest || end - hit >= Longest ? label : Classify(text[start..end], label);
    }

    private static Label Classify(ReadOnlySpan<char> name, Label label)
    {
        var (after, about, qualified, isPublic) = (0, false, false, false);
        for (var at = 0; at < name.Length;)
        {
            var end = NextWord(name, ref at);
            if (end == at) break;
            var word = name[at..end].TrimEnd("0123456789");
            at = end;
            var kind = word.Length == 0 ? LabelClass.None : ClassOf(word, qualified);
            if (kind != LabelClass.None)
            {
                if (kind == LabelClass.PlainKey && label.Class is LabelClass.Secret or LabelClass.Auth or LabelClass.Credential or LabelClass.Token) kind = LabelClass.Key;
                label = label with { Class = kind };
                (after, about) = (0, false);
            }
            else if (label.Class != LabelClass.None && word.Length > 0)
            {
                after++;
                about = Abouts.Contains(word);
            }
            qualified |= Qualifiers.Contains(word);
            isPublic |= Is(word, "public") || Is(word, "pub");
        }
        return label with { Class = isPublic && label.Class is LabelClass.Key or LabelClass.PlainKey or LabelClass.Token ? LabelClass.None : label.Class, WordsAfter = after, IsAbout = about, IsQualified = qualified };
    }

    private static LabelClass ClassOf(ReadOnlySpan<char> word, bool qualified)
    {
        if (Passwords.Contains(word) || Ends(word, "password") || Ends(word, "passwd") || Ends(word, "pwd")) return LabelClass.Password;
        if (Ends(word, "secret") || Ends(word, "secrets")) return LabelClass.Secret;
        if (Ends(word, "token") || Ends(word, "tokens")) return LabelClass.Token;
        if (CompoundKeys.Contains(word)) return LabelClass.Key;
        if (Is(word, "key") || Is(word, "keys")) return qualified ? LabelClass.Key : LabelClass.PlainKey;
        if (Auths.Contains(word)) return LabelClass.Auth;
        if (Credentials.Contains(word)) return LabelClass.Credential;
        if (Is(word, "bearer") || Is(word, "basic")) return LabelClass.Scheme;
        if (Is(word, "identified")) return LabelClass.IdentifiedBy;
        return Others.Contains(word) ? LabelClass.Other : LabelClass.None;
    }

    /// <summary>snake_case, kebab-case, dotted.names, camelCase, PascalCase, HTTPServer: moves <paramref name="at"/> to the next word and gives its end.</summary>
    private static int NextWord(ReadOnlySpan<char> name, ref int at)
    {
        while (at < name.Length && !char.IsAsciiLetterOrDigit(name[at])) at++;
        var end = at;
        while (end < name.Length && char.IsAsciiLetterOrDigit(name[end]))
        {
            if (end > at && char.IsAsciiLetterUpper(name[end]) && (!char.IsAsciiLetterUpper(name[end - 1]) || (end + 1 < name.Length && char.IsAsciiLetterLower(name[end + 1])))) break;
            end++;
        }
        return end;
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.' or '$' or '@';

    private static bool Is(ReadOnlySpan<char> word, string what) => word.Equals(what, StringComparison.OrdinalIgnoreCase);

    private static bool Ends(ReadOnlySpan<char> word, string with) => word.EndsWith(with, StringComparison.OrdinalIgnoreCase);

    private static FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> Words(string words) =>
        words.Split(' ').ToFrozenSet(StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
}
