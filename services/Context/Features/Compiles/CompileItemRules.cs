using Substrate.Compiling;

namespace Context.Features.Compiles;

/// <summary>What one item of a compile request must look like.</summary>
internal static class CompileItemRules
{
    public static RequestFault? FirstFault(string field, ContextItem item, CompileProfile profile)
    {
        if (string.IsNullOrEmpty(item.Text) || item.Text.Length > CompileRequestRules.MaxTextLength)
        {
            return new("item_text_invalid", $"{field}.text", $"An item's text has 1 to {CompileRequestRules.MaxTextLength:N0} characters.");
        }
        if (item.Summary is { } summary && (summary.Length == 0 || summary.Length > item.Text.Length))
        {
            return new("item_summary_invalid", $"{field}.summary", "A summary is left out, or is not empty and no longer than the text it stands for.");
        }
        if (item.Summary == item.Text)
        {
            return new("item_summary_is_text", $"{field}.summary", "A summary is another text than the one it stands for; leave it out where there is none.");
        }
        if (item.Keywords is { } keywords && (string.IsNullOrWhiteSpace(keywords) || keywords.Length > ContextItem.MaxKeywords))
        {
            return new("item_keywords_invalid", $"{field}.keywords", $"What an item is also found by is left out, or has 1 to {ContextItem.MaxKeywords:N0} characters.");
        }
        if (string.IsNullOrWhiteSpace(item.Source.Uri) || item.Source.Uri.Length > CompileRequestRules.MaxUriLength)
        {
            return new("item_source_invalid", $"{field}.source.uri", $"An item says where it comes from, in 1 to {CompileRequestRules.MaxUriLength:N0} characters.");
        }
        if (!(item.Weight is >= 0 and <= 1))
        {
            return new("item_weight_invalid", $"{field}.weight", "A weight is a number from 0 to 1.");
        }
        if (item.RetrievalScore is { } score && !(score is >= 0 and <= 1))
        {
            return new("item_retrieval_score_invalid", $"{field}.retrievalScore", "A retrieval score is left out, or a number from 0 to 1.");
        }
        if (item.Lane is not null && !profile.Lanes.Any(l => l.Name == item.Lane))
        {
            return new("item_lane_unknown", $"{field}.lane", $"There is no lane '{item.Lane}'. Lanes: {string.Join(", ", profile.Lanes.Select(l => l.Name))}.");
        }
        if (item.Memory is { } facts && (!CompileRequestRules.IsMemoryType(facts.Type) || !(facts.Confidence is >= 0 and <= 1)))
        {
            return new("item_memory_invalid", $"{field}.memory", $"A memory's type is one of {MemoryTypes.Listed}, and its confidence is a number from 0 to 1.");
        }
        if (item.Kind == ItemKind.Memory && item.Memory is null)
        {
            return new("item_memory_missing", $"{field}.memory", "An item of kind memory says what it is as a memory: type, status, confidence, verified.");
        }

        return item.Scope is null ? null : CompileRequestRules.ScopeFault($"{field}.scope", item.Scope);
    }
}
