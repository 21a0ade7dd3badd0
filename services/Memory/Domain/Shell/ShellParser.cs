namespace Memory.Domain.Shell;

/// <summary>Splits what an agent typed into simple commands. It reads enough of POSIX shell to find programs, arguments, joins and here-documents; it never fails.</summary>
internal static class ShellParser
{
    private static readonly HashSet<string> BlockWords = ["for", "while", "until", "if", "then", "else", "elif", "do", "done", "fi", "case", "esac", "function", "{", "}", "[[", "select"];

    public static IReadOnlyList<ShellCommand> Parse(string text) => new Reader(text).Read();

    private sealed class Reader(string text)
    {
        private readonly List<ShellCommand> _commands = [];
        private readonly Queue<string> _heredocs = [];
        private List<ShellWord> _words = [], _assignments = [];
        private List<string> _writes = [];
        private bool _heredoc, _compound;
        private int _depth, _i;
        private string _joined = "";

        public List<ShellCommand> Read()
        {
            while (_i < text.Length)
            {
                var c = text[_i];
                if (c == '\\' && _i + 1 < text.Length && text[_i + 1] == '\n') { _i += 2; }
                else if (c == '\n') { _i++; End(";"); SkipHeredocs(); }
                else if (char.IsWhiteSpace(c)) { _i++; }
                else if (c == '#') { SkipLine(); }
                else if (c == ';') { _i += At(";;") ? 2 : 1; End(";"); }
                else if (At("&&")) { _i += 2; End("&&"); }
                else if (At("||")) { _i += 2; End("||"); }
                else if (At("|&")) { _i += 2; End("|"); }
                else if (c == '|') { _i++; End("|"); }
                else if (At("&>")) { _i += At("&>>") ? 3 : 2; Redirect(writes: true); }
                else if (c == '&') { _i++; End(";"); }
                else if (c == '(') { _i++; _depth++; _compound = true; }
                else if (c == ')') { _i++; _depth = Math.Max(0, _depth - 1); _compound = true; }
                else if (At("<<<")) { _i += 3; Word(); }
                else if (At("<<")) { Heredoc(); }
                else if (c == '<') { _i++; Redirect(writes: false); }
                else if (c == '>') { _i += At(">>") ? 2 : 1; Redirect(writes: true); }
                else if (char.IsAsciiDigit(c) && _i + 1 < text.Length && text[_i + 1] is '>' or '<' && IsWordStart()) { var from = c; _i++; _i += At(">>") ? 2 : 1; Redirect(from == '1'); }
                else { AddWord(Word()); }
            }

            End("");
            return _commands;
        }

        private bool IsWordStart() => _i == 0 || char.IsWhiteSpace(text[_i - 1]) || text[_i - 1] is ';' or '&' or '|';

        private bool At(string s) => string.CompareOrdinal(text, _i, s, 0, s.Length) == 0;

        private void SkipLine()
        {
            while (_i < text.Length && text[_i] != '\n') { _i++; }
        }

        private void AddWord(ShellWord word)
        {
            if (_words.Count == 0 && !word.Quoted && BlockWords.Contains(word.Value))
            {
                _compound = true;
                if (word.Value is "for" or "case" or "select") { _words.Add(word); }
                return;
            }

            var equals = word.Value.IndexOf('=', StringComparison.Ordinal);
            if (_words.Count == 0 && equals > 0 && word.Value.AsSpan(0, equals).IndexOfAnyExcept(NameChars) < 0 && !char.IsAsciiDigit(word.Value[0]))
            {
                _assignments.Add(word);
                return;
            }

            _words.Add(word);
        }

        private static readonly System.Buffers.SearchValues<char> NameChars =
            System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_");

        private void End(string next)
        {
            if (_words.Count > 0 || _assignments.Count > 0)
            {
                _commands.Add(new ShellCommand(_joined, _assignments, _words, _writes, _heredoc, _compound || _depth > 0));
                _words = [];
                _assignments = [];
                _writes = [];
                _heredoc = false;
                _joined = next;
            }
            else if (_commands.Count > 0 && next.Length > 0)
            {
                _joined = next;
            }
        }

        private void Redirect(bool writes)
        {
            while (_i < text.Length && text[_i] is ' ' or '\t') { _i++; }
            if (_i < text.Length && text[_i] == '&')
            {
                _i++;
                while (_i < text.Length && (char.IsAsciiDigit(text[_i]) || text[_i] == '-')) { _i++; }
                return;
            }

            var target = Word().Value;
            if (writes && target.Length > 0 && target != "/dev/null") { _writes.Add(target); }
        }

        private void Heredoc()
        {
            _i += 2;
            if (_i < text.Length && text[_i] == '-') { _i++; }
            while (_i < text.Length && text[_i] is ' ' or '\t') { _i++; }
            var delimiter = Word().Value;
            _heredoc = true;
            if (delimiter.Length > 0) { _heredocs.Enqueue(delimiter); }
        }

        private void SkipHeredocs()
        {
            while (_heredocs.TryDequeue(out var delimiter))
            {
                while (_i < text.Length)
                {
                    var start = _i;
                    SkipLine();
                    var line = text.AsSpan(start, _i - start).Trim();
                    if (_i < text.Length) { _i++; }
                    if (line.SequenceEqual(delimiter)) { break; }
                }
            }
        }

        private ShellWord Word()
        {
            var start = _i;
            var value = new System.Text.StringBuilder();
            var quoted = false;
            while (_i < text.Length)
            {
                var c = text[_i];
                if (c is '\'' or '"') { quoted = true; Quoted(c, value); }
                else if (c == '`') { Quoted(c, value); }
                else if (c == '\\' && _i + 1 < text.Length) { value.Append(text[_i + 1]); _i += 2; }
                else if (At("$(")) { Substitution(value); }
                else if (char.IsWhiteSpace(c) || c is ';' or '|' or '&' or '<' or '>' or '(' or ')') { break; }
                else { value.Append(c); _i++; }
            }

            if (_i == start && _i < text.Length) { _i++; }
            return new ShellWord(value.ToString(), start, _i, quoted);
        }

        private void Quoted(char quote, System.Text.StringBuilder value)
        {
            _i++;
            while (_i < text.Length && text[_i] != quote)
            {
                if (quote == '"' && text[_i] == '\\' && _i + 1 < text.Length) { _i++; }
                value.Append(text[_i++]);
            }

            if (_i < text.Length) { _i++; }
        }

        private void Substitution(System.Text.StringBuilder value)
        {
            var depth = 0;
            while (_i < text.Length)
            {
                var c = text[_i];
                if (c == '(') { depth++; }
                if (c == ')' && --depth == 0) { value.Append(c); _i++; return; }
                value.Append(c);
                _i++;
            }
        }
    }
}
