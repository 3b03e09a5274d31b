"""A Sentence Transformers model with random weights, small enough for a test."""

from pathlib import Path
from typing import Any

from tests.pair_corpus import PAIRS

TEXTS = [side for pair in PAIRS for side in pair]


def save_tiny_transformer(out: Path) -> Path:
    """Save a BERT with two layers of 16 dimensions and WordPiece tokens, and return its folder."""
    import sentence_transformers
    import torch
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors, trainers
    from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

    words = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    words.normalizer = normalizers.Lowercase()
    words.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
    words.train_from_iterator(
        TEXTS, trainers.WordPieceTrainer(vocab_size=400, special_tokens=special)
    )
    words.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    base = out.with_name(f"{out.name}-base")
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=words.get_vocab_size(),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(base)
    tokenizer_class: Any = PreTrainedTokenizerFast  # its constructor is untyped
    tokenizer_class(
        tokenizer_object=words,
        unk_token="[UNK]",
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
        model_max_length=64,
    ).save_pretrained(base)
    transformer = Transformer(str(base))
    pooling = Pooling(16, pooling_mode="mean")
    sentence_transformers.SentenceTransformer(modules=[transformer, pooling], device="cpu").save(
        str(out)
    )
    return out
